import type { z } from 'zod';
import type { PostRecord } from '../../src/chat/adapter-memory.ts';
import { fileText } from '../../src/chat/answer-file.ts';
import type { Action, Choice, Form, ThreadId } from '../../src/chat/types.ts';
import { decodeChoice } from './face/choices.ts';
import { filledIn } from './face/inputs.ts';
import { formErrors, formModal, readForm } from './face/modal.ts';
import { words } from './face/words.ts';
import type { Kept } from './gate.ts';
import { homeMessage } from './home.ts';
import type { InboundRoom } from './inbound.ts';
import type { ActionsBody, submissionBody } from './payloads.ts';
import { formOf } from './posted.ts';
import { authorId, isDirect, messageId, messageOf, threadId } from './threads.ts';

/** A trigger lives three seconds, and the ack waits for this. */
const OPEN_MS = 1500;
const RECENT = 20;

/** Where a tap was made. */
interface Spot {
  team: string;
  thread: ThreadId;
  messageId: string;
  /** The person's own page rather than a conversation. */
  home: boolean;
  record: PostRecord | null;
}

/** Buttons and forms: each becomes the action it stands for; a choice with a form opens it first. */
export function createTaps(room: InboundRoom) {
  const { memory, home, log } = room;

  async function spotOf(body: ActionsBody): Promise<Spot | null> {
    const user = body.user.id;
    const me = room.connection.identity();
    const team = me?.team ?? body.team?.id;
    if (!team) return null;
    const { container, view } = body;
    if (view?.type === 'home') {
      return { team, thread: await home.threadOf(team, user), messageId: homeMessage(user), home: true, record: null };
    }
    const channel = container.channel_id ?? body.channel?.id;
    const ts = container.message_ts;
    if (!channel || !ts) return null;
    const id = messageId(channel, ts);
    const record = await memory.byMessage(id);
    if (record) return { team, thread: record.thread, messageId: id, home: false, record };
    const root = container.thread_ts ?? body.message?.thread_ts ?? (isDirect(channel) ? undefined : ts);
    const place = { team, channel, ...(root === undefined || root === null ? {} : { root }) };
    return { team, thread: threadId(place), messageId: id, home: false, record };
  }

  async function formFor(spot: Spot, user: string, choice: Choice): Promise<Form | null> {
    if (spot.record) return formOf(spot.record, choice);
    if (!spot.home) {
      // A tap may be faster than the note of where the card landed.
      const recent = await memory.recent(spot.thread, RECENT);
      return recent.map((one) => formOf(one, choice)).find((form) => form !== null) ?? null;
    }
    const cards = await room.inbox().overview({ id: authorId(spot.team, user) }, spot.thread);
    const choices = cards.flatMap((card) => card.choices ?? []);
    return choices.find((one) => one.name === choice.name && one.value === choice.value)?.form ?? null;
  }

  /** False where Slack did not open it: the tap then counts without what would have been filled in. */
  async function openForm(spot: Spot, trigger: string, form: Form, choice: Choice): Promise<boolean> {
    try {
      const view = formModal(form, { thread: spot.thread, messageId: spot.messageId, choice });
      const opened = room.web.once(spot.team).views.open({ trigger_id: trigger, view });
      await Promise.race([
        opened,
        new Promise((_, reject) => {
          const timer = setTimeout(() => reject(new Error('too late')), OPEN_MS);
          opened.finally(() => clearTimeout(timer)).catch(() => {});
        }),
      ]);
      return true;
    } catch (error) {
      log.warn({ err: error }, 'a form was not opened');
      return false;
    }
  }

  async function tapped(body: ActionsBody): Promise<Kept> {
    const [tap] = body.actions;
    if (!tap?.action_id.startsWith('choice.')) return {};
    const choice = decodeChoice({ action_id: tap.action_id, value: tap.value ?? undefined });
    const spot = await spotOf(body);
    if (!spot) return {};
    const user = body.user.id;
    if (!choice) return { after: () => tellOld(body, spot, user) };
    const form = body.trigger_id ? await formFor(spot, user, choice) : null;
    if (form && body.trigger_id && (await openForm(spot, body.trigger_id, form, choice))) return {};
    const { values } = filledIn((body.state ?? body.view?.state)?.values);
    const at = tap.action_ts ?? body.trigger_id ?? '';
    await room.inbox().action({
      id: `tap:${body.container.view_id ?? spot.messageId}:${user}:${tap.action_id}:${at}`,
      thread: spot.thread,
      messageId: spot.messageId,
      author: { id: authorId(spot.team, user) },
      choice,
      ...(Object.keys(values).length > 0 ? { values } : {}),
      sentAt: sentAt(tap.action_ts),
    });
    return spot.home ? { after: async () => home.refreshSoon(spot.team, user) } : {};
  }

  async function tellOld(body: ActionsBody, spot: Spot, user: string): Promise<void> {
    const channel = body.container.channel_id;
    const root = body.container.thread_ts;
    if (channel) await room.hint({ team: spot.team, channel, user, ...(root ? { root } : {}) }, words.oldButton);
  }

  async function submitted(body: z.infer<typeof submissionBody>): Promise<Kept> {
    const { view, user } = body;
    const read = readForm(view);
    const me = room.connection.identity();
    const team = me?.team ?? view.app_installed_team_id ?? view.team_id;
    if (!read || !team) return {};
    const { thread, messageId: on, choice } = read.meta;
    const form = messageOf(on) ? formOf(await memory.byMessage(on), choice) : null;
    const errors = form ? formErrors(view, wrongValues(form, read.values)) : null;
    if (errors) return { reply: { response_action: 'errors', errors } };
    const files = await Promise.all(
      read.files.map(async ({ input, ...file }) => [input, fileText(await room.file(team, file))] as const),
    );
    await room.inbox().action({
      id: `form:${view.id}`,
      thread: thread as ThreadId,
      messageId: on,
      author: { id: authorId(team, user.id) },
      choice,
      values: { ...read.values, ...Object.fromEntries(files) },
      sentAt: new Date().toISOString(),
    } satisfies Action);
    return {
      reply: { response_action: 'clear' },
      ...(messageOf(on) ? {} : { after: async () => home.refreshSoon(team, user.id) }),
    };
  }

  return { tapped, submitted };
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What cannot be meant, by input: told at the field before anything is sent. */
function wrongValues(form: Form, values: Record<string, string>): Record<string, string> {
  const wrong: Record<string, string> = {};
  for (const input of form.inputs) {
    const value = (values[input.name] ?? '').trim();
    if (value === '') continue;
    if (input.kind === 'number' && !NUMBER.test(value)) wrong[input.name] = words.notNumber;
    if (input.kind === 'date' && !DAY.test(value)) wrong[input.name] = words.notDay;
  }
  return wrong;
}

function sentAt(actionTs: string | null | undefined): string {
  const at = Number(actionTs) * 1000;
  return new Date(Number.isFinite(at) && at > 0 ? at : Date.now()).toISOString();
}
