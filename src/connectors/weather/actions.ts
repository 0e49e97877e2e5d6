import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { number, place, said, text } from '../params.ts';
import { forecast as runForecast } from './run.ts';

const forecast = defineAction({
  service: 'weather',
  action: 'forecast',
  title: 'Weather forecast',
  description: 'Reads the weather forecast of a place.',
  params: z.object({
    place: place('the place', { ask: 'For which place?', spoken: ['for', 'in', 'of', 'at'] }),
    days: number('how many days', { spoken: ['next', 'coming days', 'next days'] }).optional(),
  }),
  result: z.object({
    text: text('the forecast', { main: true, spoken: ['weather', 'forecast', 'report'] }),
    temperature: number('the temperature', { spoken: ['temperature', 'degrees', 'temp'] }),
    rain: number('the chance of rain in percent', { spoken: ['rain', 'chance of rain', 'rain chance'] }),
    wind: number('the wind in km/h', { spoken: ['wind', 'wind speed'] }),
  }),
  effect: 'read',

  idempotency: 'natural',
  contract: 1,
  connection: 'none',
  words: {
    phrases: [
      'get|check|fetch|look|read|post|send|give|tell|email|show|share|find|pull|grab|see the weather|forecast',
      'look|pull|check up the weather|forecast',
      'look up … weather|forecast',
      'find out … weather|forecast',
      'weather forecast',
      'weather',
      'forecast',
    ],
    nouns: ['weather', 'forecast'],
  },
  describe: (p) => `Weather forecast for ${said(p.place)}`,
  report: (p, _r) => `Forecast for ${said(p.place)} read`,
  simulate: (p) => ({ text: `${p.place}: sunny, 24 °C, 10% chance of rain`, temperature: 24, rain: 10, wind: 12 }),
  run: runForecast,
});

export const weather: ServiceSpec = {
  service: 'weather',
  title: 'Weather',

  nouns: ['weather'],
  fields: [],
  actions: [forecast],
  events: [],
};
