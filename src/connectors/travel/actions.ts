import { z } from 'zod';
import { type ActionDeclaration, defineAction, type ServiceSpec } from '../define.ts';
import { currency, date, id, list, money, number, person, place, said, saidMoney, text, url } from '../params.ts';
import { dateIn } from '../sample.ts';

const price = () =>
  money('the price', { spoken: ['price', 'costing', 'at most', 'up to'], fromTrigger: ['price', 'total', 'amount'] });
const guest = (label: string) =>
  person(label, { spoken: ['guest', 'passenger'], fromTrigger: ['name', 'passenger', 'guest'] });

const searchFlights = defineAction({
  service: 'travel',
  action: 'search_flights',
  title: 'Search flights',
  description: 'Looks up flights between two places on a date (Amadeus).',
  params: z.object({
    origin: place('the place of departure', {
      ask: 'Where does the flight start?',
      spoken: ['from'],
      fromTrigger: ['origin', 'from'],
    }),
    destination: place('the destination', {
      ask: 'Where does the flight go?',
      spoken: ['to'],
      fromTrigger: ['destination', 'to'],
    }),
    date: date('the date of the flight', {
      ask: 'On which date?',
      spoken: ['on', 'leaving', 'departing', 'for'],
      fromTrigger: ['date', 'departure date'],
    }),
    return_date: date('the return date', { spoken: ['returning', 'back on'] }).optional(),
    passengers: number('the passengers', { spoken: ['passengers', 'adults', 'people'] }).optional(),
  }),
  result: z.object({
    results: list('the flights', { spoken: ['flights', 'results', 'options'] }),
    text: text('the flights in words', { main: true, spoken: ['flights', 'results', 'options', 'cheapest'] }),
    cheapest: money('the lowest price', { spoken: ['cheapest price', 'lowest price', 'price', 'fare'] }),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'search|find|look|check|get|fetch … flights|flight',
      'flight search',
      'search|check … fares',
      'look for … flights',
    ],
    nouns: ['flight', 'flights', 'amadeus'],
  },
  describe: (p) => `Search flights from ${said(p.origin)} to ${said(p.destination)}, ${said(p.date)}`,
  report: (_p, r) => `Found ${Array.isArray(r.results) ? r.results.length : 0} flights`,
  simulate: (p, context) => ({
    results: [{ flight: 'XX 100', from: p.origin, to: p.destination, date: dateIn(p.date, context), price: 12_500 }],
    text: `XX 100 ${p.origin} to ${p.destination}, ${context.currency} 12,500`,
    cheapest: 12_500,
  }),
});

const searchHotels = defineAction({
  service: 'travel',
  action: 'search_hotels',
  title: 'Search hotels',
  description: 'Looks up hotels in a place (Amadeus).',
  params: z.object({
    city: place('the city', {
      ask: 'In which city?',
      spoken: ['in', 'near', 'around', 'for'],
      fromTrigger: ['city', 'destination'],
    }),
    check_in: date('the day of arrival', {
      spoken: ['from', 'check in', 'arriving'],
      asked: 'date',
      fromTrigger: ['check_in', 'check in date'],
    }).optional(),
    check_out: date('the day of departure', {
      spoken: ['until', 'check out', 'to'],
      asked: 'date',
      fromTrigger: ['check_out', 'check out date'],
    }).optional(),
    guests: number('the guests', { spoken: ['guests', 'people', 'adults'] }).optional(),
  }),
  result: z.object({
    results: list('the hotels', { spoken: ['hotels', 'results', 'options'] }),
    text: text('the hotels in words', { main: true, spoken: ['hotels', 'results', 'options'] }),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'account',
  words: {
    phrases: ['search|find|look|check|get|fetch … hotels|hotel', 'hotel search', 'look for … hotels'],
    nouns: ['hotels'],
  },
  describe: (p) => `Search hotels in ${said(p.city)}`,
  report: (_p, r) => `Found ${Array.isArray(r.results) ? r.results.length : 0} hotels`,
  simulate: (p) => ({
    results: [{ hotel: 'Sample Hotel', city: p.city, price: 8000 }],
    text: `Sample Hotel in ${p.city}, 8,000 a night`,
  }),
});

const booked = {
  confirmation: id('the confirmation number', {
    main: true,
    spoken: ['confirmation', 'confirmation number', 'booking number', 'booking reference', 'booking'],
  }),
  booking_id: id('the booking id', { spoken: ['booking id'] }),
  state: text("the provider's state"),
};

const bookHotel = defineAction({
  service: 'travel',
  action: 'book_hotel',
  title: 'Book a hotel',
  description: 'Books a hotel for given dates (Amadeus). Paid.',
  params: z.object({
    hotel: person('the hotel', { ask: 'Which hotel?', spoken: ['at', 'hotel'], fromTrigger: ['hotel', 'hotel_id'] }),
    check_in: date('the day of arrival', {
      ask: 'From which day until which day?',
      spoken: ['from', 'check in', 'arriving'],
      asked: 'date',
      fromTrigger: ['check_in', 'date', 'dates', 'arrival'],
    }),
    check_out: date('the day of departure', {
      ask: 'Until which day?',
      spoken: ['until', 'check out', 'to', 'till'],
      asked: 'date',
      fromTrigger: ['check_out', 'date', 'dates', 'departure'],
    }),
    guest: guest('the guest').optional(),
    guests: number('the number of guests').optional(),
    price: price().optional(),
    currency: currency().optional(),
  }),
  result: z.object({
    ...booked,
    hotel: text('the hotel', { spoken: ['hotel', 'hotel name'] }),
    price: money('the price', { spoken: ['price', 'cost'] }).nullable(),
  }),
  effect: 'money',
  idempotency: 'lookup',
  contract: 1,
  success: 'confirmed',
  connection: 'account',
  words: {
    phrases: [
      'book|reserve a hotel',
      'book|reserve … hotel|room|accommodation|stay',
      'make … hotel booking|reservation',
      'hotel booking',
    ],
    nouns: ['hotel', 'room'],
  },
  describe: (p) => `Book ${said(p.hotel)} from ${said(p.check_in)} to ${said(p.check_out)}`,
  report: (p, r) => `${said(p.hotel)} booked, confirmation ${said(r.confirmation)}`,
  spend: spendOf,
  simulate: (p) => ({
    confirmation: 'BOOK-SAMPLE',
    booking_id: 'booking_sample',
    state: 'CONFIRMED',
    hotel: p.hotel,
    price: p.price ?? null,
  }),
});

const bookTravelItem = defineAction({
  service: 'travel',
  action: 'book_travel_item',
  title: 'Book a travel item',
  description: 'Books a flight, transfer or other offer of a provider by its id or booking link. Paid.',
  params: z.object({
    provider_id: id('the offer', {
      ask: 'Which offer (its id from the search)?',
      spoken: ['offer', 'item', 'flight'],
      fromTrigger: ['provider_id', 'offer', 'flight', 'booking'],
    }),
    booking_link: url('the booking link', { fromTrigger: ['booking_link', 'booking link'] }).optional(),
    passenger: guest('the passenger').optional(),
    price: price().optional(),
    currency: currency().optional(),
  }),
  result: z.object({ ...booked, price: money('the price').nullable() }),
  effect: 'money',
  idempotency: 'lookup',
  contract: 1,
  success: 'confirmed',
  connection: 'account',
  words: {
    phrases: ['book|reserve a flight', 'book|reserve … flight|trip|ticket|tour|transfer|item|seat', 'book the booking'],
    nouns: ['trip', 'ticket'],
  },
  describe: (p) => `Book ${said(p.provider_id)}${p.price ? ` for ${saidMoney(p.price, p.currency)}` : ''}`,
  report: (_p, r) => `Booked, confirmation ${said(r.confirmation)}`,
  spend: spendOf,
  simulate: (p) => ({
    confirmation: 'BOOK-SAMPLE',
    booking_id: 'booking_sample',
    state: 'CONFIRMED',
    price: p.price ?? null,
  }),
});

function spendOf(params: Parameters<NonNullable<ActionDeclaration['spend']>>[0]) {
  const amount = Number(params.price);
  if (!Number.isFinite(amount) || amount <= 0) return null;
  return { amount, currency: typeof params.currency === 'string' ? params.currency : '', payee: null };
}

export const travel: ServiceSpec = {
  service: 'travel',
  title: 'Travel',
  aliases: ['amadeus'],
  nouns: ['travel', 'amadeus'],
  fields: [
    { name: 'api_key', label: 'Amadeus API key', secret: true, required: true, env: 'AMADEUS_API_KEY' },
    { name: 'api_secret', label: 'Amadeus API secret', secret: true, required: true },
  ],
  actions: [searchFlights, searchHotels, bookHotel, bookTravelItem],
  events: [],
};
