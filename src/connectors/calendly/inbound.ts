import { createHmac } from 'node:crypto';
import type { Json } from '../../automation/definition.ts';
import type { InboundSpec } from '../define.ts';
import { isObject, sameText, textOf } from '../inbound.ts';
import { isFresh, signatureParts } from '../signed.ts';

const EVENTS: Record<string, string> = {
  'invitee.created': 'meeting.scheduled',
  'invitee.canceled': 'meeting.cancelled',
};

/** Calendly's webhooks: `Calendly-Webhook-Signature: t=<seconds>,v1=<hex of HMAC-SHA256 over "t.body">`. */
export const calendlyInbound: InboundSpec = {
  verify(request, fields) {
    const { t, v1 } = signatureParts(request.headers['calendly-webhook-signature']);
    const key = fields.signing_key ?? '';
    if (key === '' || t === undefined || !isFresh(t, request.now)) return false;
    const wanted = createHmac('sha256', key).update(`${t}.`).update(request.rawBody).digest('hex');
    return v1.some((signature) => sameText(signature.toLowerCase(), wanted));
  },

  eventId(json) {
    if (!isObject(json) || !isObject(json.payload)) return null;
    const uri = textOf(json.payload.uri);
    return uri !== null && textOf(json.event) !== null ? `${textOf(json.event)}:${uri}` : null;
  },

  normalise(json) {
    if (!isObject(json) || !isObject(json.payload)) return null;
    const event = EVENTS[textOf(json.event) ?? ''];
    if (event === undefined) return null;
    return { event, data: meeting(json.payload) };
  },
};

function meeting(payload: { [key: string]: Json }): { [key: string]: Json } {
  const scheduled = isObject(payload.scheduled_event) ? payload.scheduled_event : {};
  const place = isObject(scheduled.location) ? scheduled.location : {};
  const cancellation = isObject(payload.cancellation) ? payload.cancellation : {};
  const name =
    textOf(payload.name) ?? ([payload.first_name, payload.last_name].map(textOf).filter(Boolean).join(' ') || null);
  return {
    name,
    email: textOf(payload.email),
    phone: textOf(payload.text_reminder_number),
    start_time: textOf(scheduled.start_time),
    starts_at: textOf(scheduled.start_time),
    end_time: textOf(scheduled.end_time),
    event_name: textOf(scheduled.name),
    location: textOf(place.join_url) ?? textOf(place.location) ?? textOf(place.type),
    timezone: textOf(payload.timezone),
    notes: answers(payload.questions_and_answers),
    reason: textOf(cancellation.reason),
    meeting_id: textOf(scheduled.uri),
    invitee: payload,
  };
}

function answers(list: Json | undefined): string {
  if (!Array.isArray(list)) return '';
  return list
    .filter(isObject)
    .map((pair) => `${textOf(pair.question) ?? ''}: ${textOf(pair.answer) ?? ''}`)
    .join('\n');
}
