import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, datetime, duration, email, id, list, number, person, said, text, title, url } from '../params.ts';
import { calendlyInbound } from './inbound.ts';

const scheduleMeeting = defineAction({
  service: 'calendly',
  action: 'schedule_meeting',
  title: 'Schedule a meeting',
  description: 'Offers someone a Calendly meeting and emails them the link to pick a time.',
  params: z.object({
    invitee: email("the invitee's email", {
      ask: 'Who should be invited (their email)?',
      spoken: ['with', 'for', 'to'],
      fromTrigger: ['email'],
      asked: 'to',
    }),
    title: title('the title', { spoken: ['titled', 'called', 'about', 'named'], suggest: 'Meeting' }).optional(),
    start: datetime('the time', { spoken: ['on', 'at'] }).optional(),
    duration: duration('the length', { spoken: ['lasting', 'of', 'for'] }).optional(),
  }),
  result: z.object({
    url: url('the meeting link', { main: true, spoken: ['link', 'meeting link', 'booking link'] }),
    meeting_id: id('the meeting id'),
  }),
  effect: 'message',
  undoable: 'Meetings can be cancelled.',
  undo: { report: (p) => `Meeting with ${said(p.invitee)} cancelled` },
  idempotency: 'none',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'schedule|book|arrange|set up a meeting|call',
      'schedule|book|arrange … meeting|call|demo',
      'send … calendly link',
      'create … calendly link|meeting',
    ],
    nouns: ['calendly', 'meeting'],
  },
  describe: (p) => `Invite ${said(p.invitee)} to a meeting${p.title ? `: “${briefly(p.title)}”` : ''}`,
  report: (p) => `Meeting link sent to ${said(p.invitee)}`,
  recipients: (p) => (typeof p.invitee === 'string' ? [p.invitee] : []),
  simulate: () => ({ url: 'https://calendly.example/sample', meeting_id: 'meeting_sample' }),
});

const listMeetings = defineAction({
  service: 'calendly',
  action: 'list_meetings',
  title: 'List meetings',
  description: 'Reads the Calendly meetings of a period.',
  params: z.object({
    period: text('the period', { spoken: ['for', 'of'], suggest: 'today' }).optional(),
    count: number('how many').optional(),
  }),
  result: z.object({
    results: list('the meetings', { spoken: ['meetings', 'results'] }),
    text: text('the meetings in words', { main: true, spoken: ['meetings', 'list', 'results'] }),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'account',
  short: true,
  words: {
    phrases: [
      'list|get|fetch|show|check|read|pull|grab|collect|gather|look|take|see … meetings|calls',
      'list|get|fetch|show|check|pull|grab|collect|gather|look|take|see … calendly',
      'calendly meetings',
    ],
    nouns: ['calendly', 'meetings'],
  },
  describe: (p) => `List the Calendly meetings${p.period ? ` of ${said(p.period)}` : ''}`,
  report: (_p, r) => `Read ${Array.isArray(r.results) ? r.results.length : 0} meetings`,
  simulate: () => ({
    results: [{ name: 'Amina Sample', start_time: '2026-12-01T09:00' }],
    text: 'Amina Sample, 1 December 09:00',
  }),
});

const meeting = z.object({
  name: person("the invitee's name", {
    spoken: ['name', 'invitee', 'who', 'person', 'guest', 'attendee', 'client', 'customer'],
  }),
  email: email("the invitee's email", {
    spoken: [
      'email',
      'email address',
      'invitee',
      'person',
      'guest',
      'attendee',
      'client',
      'customer',
      'them',
      'booker',
    ],
  }),
  phone: text("the invitee's phone", { spoken: ['phone', 'phone number', 'number'] }),
  start_time: datetime('the time of the meeting', { spoken: ['time', 'date', 'start time', 'when', 'slot'] }),
  end_time: datetime('the end of the meeting', { spoken: ['end time'] }),
  event_name: title('the kind of meeting', {
    spoken: ['meeting type', 'event name', 'event type', 'title', 'type', 'meeting name'],
  }),
  location: text('the place', { spoken: ['location', 'place', 'zoom link', 'meeting link', 'link'] }),
  timezone: text("the invitee's time zone", { spoken: ['timezone', 'time zone'] }),
  notes: text('the notes', { spoken: ['notes', 'answers', 'questions'] }),
});

const sample = {
  name: 'Amina Sample',
  email: 'amina@example.com',
  phone: '+254700000001',
  start_time: '2026-12-01T09:00:00+03:00',
  end_time: '2026-12-01T09:30:00+03:00',
  event_name: 'Intro call',
  location: 'https://meet.example/sample',
  timezone: 'Africa/Nairobi',
  notes: '',
};

export const calendly: ServiceSpec = {
  service: 'calendly',
  title: 'Calendly',
  nouns: ['calendly'],
  fields: [
    { name: 'client_id', label: 'Calendly client id', secret: false, required: false, env: 'CALENDLY_CLIENT_ID' },
    { name: 'access_token', label: 'Calendly access token', secret: true, required: true },
    { name: 'signing_key', label: 'Webhook signing key', secret: true, required: false },
  ],
  actions: [scheduleMeeting, listMeetings],
  events: [
    {
      event: 'meeting.scheduled',
      title: 'a meeting is scheduled',
      phrases: [
        'books|schedules|reserves … meeting|call|slot|demo|appointment|consultation|session|time',
        'meeting|call|demo|appointment|consultation|session|slot … booked|scheduled|created|made',
        'new … meeting|call|booking|appointment|invitee',
        'get|receive … meeting|booking',
        'booked|scheduled … meeting|call|demo|slot|appointment|session',
        'books me|us|with',
        'meeting|booking … comes|came',
      ],
      data: meeting,
      sample,
    },
    {
      event: 'meeting.cancelled',
      title: 'a meeting is cancelled',
      phrases: [
        'cancels|cancel|cancelled|canceled|cancelling … meeting|call|slot|demo|appointment|booking|session',
        'meeting|call|demo|appointment|booking|session … cancelled|canceled',
        'cancellation',
        'cancels',
      ],
      data: meeting.extend({ reason: text('the reason', { spoken: ['reason'] }) }),
      sample: { ...sample, reason: 'Something came up' },
    },
  ],
  inbound: calendlyInbound,
};
