import type { Template } from './template.ts';

export const travelBooking: Template = {
  id: 'travel-booking',
  title: 'Travel booking',
  summary:
    'When a booking request arrives, books the offer. A confirmed booking is told to the passenger by WhatsApp, a failed one to you by email: exactly one of the two.',
  parameters: [
    { name: 'admin', label: 'Who hears of failed bookings', kind: 'email', example: 'admin@acme.example' },
    { name: 'most', label: 'Most one booking may cost', kind: 'amount', example: '50,000', value: '50000' },
  ],
  sample: { provider_id: 'FLIGHT-7', passenger: 'Wanjiru', phone: '+254712345678', price: 12_000 },
  definition: {
    name: 'Travel booking',
    description: 'Books what is requested and tells the passenger, or the admin where it failed.',
    policy: { max_withdraw_amount: '[[most]]' },
    triggers: [{ type: 'webhook', service: 'custom', event: 'booking.requested' }],
    steps: [
      {
        id: 'book',
        service: 'travel',
        action: 'book_travel_item',
        params: {
          provider_id: '{{ trigger.provider_id }}',
          passenger: '{{ trigger.passenger }}',
          price: '{{ trigger.price }}',
        },
      },
      {
        id: 'notify_admin',
        service: 'email',
        action: 'send_email',
        params: {
          to: '[[admin]]',
          subject: 'Booking failed for {{ trigger.passenger }}',
          body: 'Offer {{ trigger.provider_id }} could not be booked: {{ book.error }}',
        },
        condition: "{{ book.status == 'failed' }}",
      },
      {
        id: 'notify_passenger',
        service: 'whatsapp',
        action: 'send_whatsapp',
        params: { phone: '{{ trigger.phone }}', message: 'You are booked. Confirmation: {{ book.confirmation }}' },
        condition: "{{ book.status == 'confirmed' }}",
      },
    ],
  },
};
