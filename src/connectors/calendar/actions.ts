import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, datetime, duration, email, id, list, said, text, title, url } from '../params.ts';

const createEvent = defineAction({
  service: 'calendar',
  action: 'create_event',
  title: 'Create a calendar event',
  description: 'Writes an event into the calendar.',
  params: z.object({
    title: title('the title', {
      ask: 'What should the event be called?',
      spoken: ['called', 'titled', 'named', 'for', 'about'],
    }),
    start: datetime('the start', {
      ask: 'When does the event start?',
      spoken: ['at', 'on', 'starting', 'from', 'for'],
      fromTrigger: ['start_time', 'start', 'date', 'time'],
      asked: 'start',
    }),
    end: datetime('the end', { spoken: ['until', 'till'] }).optional(),
    duration: duration('the length', { spoken: ['lasting', 'for'] }).optional(),
    attendees: email('the people invited', {
      spoken: ['with', 'inviting', 'invite'],
      fromTrigger: ['email'],
    }).optional(),
    description: text('the description', { spoken: ['described as', 'with the note'] }).optional(),
  }),
  result: z.object({
    event_id: id('the event id'),
    url: url('the link to the event', { main: true, spoken: ['event link', 'link'] }),
    start: datetime('the start'),
  }),
  effect: 'write',
  undoable: 'Events can be deleted.',
  undo: { report: (p) => `“${briefly(p.title)}” deleted from the calendar` },
  idempotency: 'key',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'create|add|make|put|schedule a calendar event|entry',
      'add|put|create|block|save … calendar',
      'create|add an event',
      'block … time … calendar',
      'calendar event|entry … with|titled|called|named',
    ],
    nouns: ['calendar', 'google calendar', 'gcal'],
  },
  describe: (p) => `Add “${briefly(p.title)}” to the calendar, ${said(p.start)}`,
  report: (p) => `“${briefly(p.title)}” is in the calendar`,
  simulate: (p) => ({ event_id: 'event_sample', url: 'https://calendar.example/event/sample', start: p.start }),
});

const listEvents = defineAction({
  service: 'calendar',
  action: 'list_events',
  title: 'List calendar events',
  description: 'Reads the events of a period.',
  params: z.object({ period: text('the period', { spoken: ['for', 'of'], suggest: 'today' }).optional() }),
  result: z.object({
    results: list('the events', { spoken: ['events', 'results', 'meetings'] }),
    text: text('the events in words', { main: true, spoken: ['events', 'agenda', 'list', 'calendar', 'meetings'] }),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'account',
  short: true,
  words: {
    phrases: [
      'list|get|fetch|show|check|read|look|take|pull|grab|collect|gather|see|load|open|go … calendar',
      'list|get|fetch|read|take|pull|grab|collect|show|check|gather … events|agenda|appointments',
      'calendar events',
      "today's|tomorrow's agenda",
    ],
    nouns: ['calendar', 'google calendar', 'agenda', 'events', 'appointments'],
  },
  describe: (p) => `List the calendar events${p.period ? ` of ${said(p.period)}` : ''}`,
  report: (_p, r) => `Read ${Array.isArray(r.results) ? r.results.length : 0} events`,
  simulate: () => ({
    results: [{ title: 'Sample event', start: '2026-12-01T09:00' }],
    text: 'Sample event, 1 December 09:00',
  }),
});

export const calendar: ServiceSpec = {
  service: 'calendar',
  title: 'Calendar',
  aliases: ['google_calendar'],
  nouns: ['calendar', 'google calendar'],
  fields: [
    { name: 'calendar_id', label: 'Calendar id', secret: false, required: true },
    { name: 'access_token', label: 'Access token', secret: true, required: true },
  ],
  actions: [createEvent, listEvents],
  events: [],
};
