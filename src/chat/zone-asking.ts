import { isZone } from '../automation/zone.ts';
import { AppError } from '../errors.ts';
import type { DraftRow } from '../store/workflows.ts';
import { normalise } from './answers.ts';
import { asThread, findConversation, platformOf } from './conversations.ts';
import { showFresh } from './fresh-draft.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import { settleEverywhere } from './settle.ts';
import { type Tap, type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import { peopleTexts } from './texts-people.ts';
import type { Author, CardChoice, TurnOutcome } from './types.ts';

const CHOICE = 'zone.set';
const OTHER = 'other';
/** Offered at once. */
const MOST = 9;

const OPEN: DraftRow['status'][] = ['draft', 'awaiting_confirmation'];

const GREETING =
  /^(?:hi|hello|hey|hallo|hola|salut|bonjour|habari|jambo|hujambo|mambo|niaje|sasa|good (?:morning|afternoon|evening|day)|start|\/start)(?: (?:there|nod|bot|everyone))?$/;

const refOf = (user: string): string => `zone:${user}`;

/**
 * A zone that was only guessed is confirmed once, with the first card that has a time in it or the first greeting: where one
 * country has several, the person is asked; else told, so that they can correct it.
 */
export async function tellZone(
  room: Room,
  row: MessageInbox,
  person: Member,
  outcome: TurnOutcome | null,
): Promise<void> {
  if (person.zoneFrom !== 'guessed' || !outcome) return;
  const user = { _id: person.user, workspace: person.workspace };
  if (!(await room.store.users.exists({ ...user, zoneFrom: 'guessed', zoneToldAt: null }))) return;
  if (!GREETING.test(normalise(row.body.text)) && !(await isTimed(room, person, outcome))) return;
  const zones = await zonesOf(room, row.thread, row.body.author);
  if (zones.length > 1) await ask(room, person, row.thread, zones);
  else await room.outbox.post(row.thread, 'zone', peopleTexts.zoneGuessed(person.timeZone));
  await room.store.users.updateOne(user, { $set: { zoneToldAt: room.clock.now() } });
}

/** What the platform holds possible; none where it does not answer: the guess is told then. */
async function zonesOf(room: Room, thread: string, author: Author): Promise<string[]> {
  try {
    const profile = await room.adapters.get(platformOf(thread))?.profile(author);
    return (profile?.timeZones ?? []).filter(isZone).slice(0, MOST);
  } catch (error) {
    room.log.debug({ err: error, thread }, 'the zones of a person are not known');
    return [];
  }
}

async function ask(room: Room, person: Member, thread: string, zones: string[]): Promise<void> {
  const choices: CardChoice[] = [
    ...zones.map((zone) => ({ name: CHOICE, value: zone, label: peopleTexts.zoneCity(zone) })),
    { name: CHOICE, value: OTHER, label: peopleTexts.zoneOther },
  ];
  const title = peopleTexts.zoneAsk;
  await room.prompts.open({
    workspace: person.workspace,
    thread,
    user: person.user,
    kind: 'confirm',
    ref: refOf(person.user),
    key: 'zone',
    detail: { title, choices: choices.map(({ name, value, label }) => ({ name, value, label })), aside: true },
  });
  const body = [{ kind: 'text' as const, text: peopleTexts.zoneAskWhy(person.timeZone) }];
  await room.outbox.post(thread, 'zone', { title, body, choices });
}

async function isTimed(room: Room, person: Member, outcome: TurnOutcome): Promise<boolean> {
  if (outcome.kind !== 'propose' || !outcome.draft) return false;
  const draft = await room.store.drafts
    .findOne({ _id: outcome.draft, workspace: person.workspace, user: person.user })
    .lean<DraftRow>();
  return draft?.definition?.triggers.some((trigger) => trigger.type === 'schedule') ?? false;
}

/** The zone a person said is theirs from now on; a card that still waits here with the guessed one is made anew. Returns what to say. */
export async function zoneSaid(
  room: Room,
  person: Member,
  where: { row: string; thread: string },
  zone: string,
): Promise<string> {
  const { prompts, people, clock } = room;
  // Before the zone is theirs: cut off in between, the same words would find no guess any more.
  if (person.zoneFrom === 'guessed' && zone !== person.timeZone)
    await retime(room, { ...person, timeZone: zone }, where, person.timeZone);
  await people.setZone(person, zone, 'said');
  const asked = await prompts.find(person.workspace, 'confirm', refOf(person.user));
  if (asked?.state === 'open')
    await settleEverywhere(room, asked, texts.answered(peopleTexts.zoneCity(zone)), `by:${where.row}`);
  return peopleTexts.zoneSet(zone, clock.now());
}

/** Nothing was approved of it yet: what was meant is the time where the person is. */
async function retime(room: Room, person: Member, where: { row: string; thread: string }, was: string): Promise<void> {
  const id = (await findConversation(room.store, where.thread))?.draft;
  const draft = id ? await room.automation.draft(person, id).catch(() => null) : null;
  const intro = { key: `zone:${where.row}:intro`, text: peopleTexts.zoneRetimed };
  const made = draft?.status === 'cancelled' ? await madeBefore(room, person, draft) : null;
  if (made) return void (await showFresh(room, person, made, intro));
  if (!draft?.definition || !OPEN.includes(draft.status)) return;
  const triggers = draft.definition.triggers.map((trigger) =>
    trigger.type === 'schedule' && trigger.schedule_timezone === was
      ? { ...trigger, schedule_timezone: person.timeZone }
      : trigger,
  );
  if (JSON.stringify(triggers) === JSON.stringify(draft.definition.triggers)) return;
  const { assumptions, thread, context, workflow, baseVersion } = draft;
  const change = workflow !== null && baseVersion !== null ? { workflow: { id: workflow, baseVersion } } : {};
  try {
    const definition = { ...draft.definition, triggers };
    const fresh = await room.automation.propose(person, { definition, assumptions, thread, context, ...change });
    await showFresh(room, person, fresh, intro);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error;
    room.log.info({ err: error, draft: draft._id }, 'a card keeps its zone');
  }
}

/** What was made anew and not shown before it was cut off. */
async function madeBefore({ store }: Room, person: Member, was: DraftRow): Promise<DraftRow | null> {
  const own = { workspace: person.workspace, user: person.user, thread: was.thread };
  return store.drafts
    .findOne({ ...own, status: { $in: OPEN }, createdAt: { $gt: was.createdAt } })
    .sort({ createdAt: -1 })
    .lean<DraftRow>();
}

/** One of the zones that were offered. */
export function zoneTaps(room: Room): TapHandlers {
  async function set(tap: Tap): Promise<TurnOutcome> {
    const { person, choice, row } = tap;
    const prompt = await room.prompts.find(person.workspace, 'confirm', refOf(person.user));
    if (!prompt?.detail.choices.some((one) => one.value === choice.value)) return tell(room, tap, texts.unknownButton);
    if (!(await room.prompts.claim(prompt, row))) return tell(room, tap, texts.answeredAlready);
    const label = prompt.detail.choices.find((one) => one.value === choice.value)?.label ?? '';
    await settleEverywhere(room, prompt, texts.answered(label), `by:${row}`);
    if (choice.value === OTHER) return tell(room, tap, peopleTexts.zoneHow);
    return tell(room, tap, await zoneSaid(room, person, { row, thread: asThread(tap.thread) }, choice.value));
  }
  return { [CHOICE]: set };
}
