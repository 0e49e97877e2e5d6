import type { UserRow } from '../store/people.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { askBack } from './ask-back.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import { peopleTexts as texts } from './texts-people.ts';
import type { Wish } from './wishes.ts';

/** People of a workspace that are looked through for a name. */
const MOST_PEOPLE = 500;

/** Someone of the workspace by name, as people call them: the whole name, or the first where one only has it. */
async function called(room: Room, admin: Member, name: string): Promise<UserRow | null> {
  const said = name.trim().toLowerCase();
  const all = await room.store.users.find({ workspace: admin.workspace }).limit(MOST_PEOPLE).lean<UserRow[]>();
  if (said === 'me') return all.find((one) => one._id === admin.user) ?? null;
  const whole = all.filter((one) => one.name.toLowerCase() === said);
  const first = all.filter((one) => one.name.toLowerCase().split(' ')[0] === said);
  const found = whole.length > 0 ? whole : first;
  return found.length === 1 ? (found[0] ?? null) : null;
}

async function theirs(room: Room, admin: Member, name: string, user: string | null): Promise<WorkflowRow[]> {
  const rows = await room.store.workflows
    .find({ workspace: admin.workspace, status: { $ne: 'deleted' }, ...(user ? { user } : {}) })
    .limit(2_000)
    .lean<WorkflowRow[]>();
  return rows.filter((one) => one.name.toLowerCase() === name);
}

/** "pause Ann's Weekly report". Null where it is not about another's workflow of that name, or no admin says it. */
export async function pauseTheirs(
  room: Room,
  admin: Member,
  row: string,
  wish: Extract<Wish, { kind: 'pause-theirs' }>,
): Promise<string | null> {
  const owner = admin.admin ? await called(room, admin, wish.owner) : null;
  const [workflow] = owner ? await theirs(room, admin, wish.name, owner._id) : [];
  if (!owner || !workflow || owner._id === admin.user) return null;
  const paused = await room.automation.pause(admin, workflow._id);
  await tellOwner(room, paused, owner._id, `paused:${row}`, texts.pausedByAdmin(paused.name, admin.name));
  return texts.pausedTheirs(paused.name, owner.name);
}

/** "transfer Weekly report to Ann": asked back first. Null where no such workflow or person is there, or no admin says it. */
export async function transferWish(
  room: Room,
  admin: Member,
  where: { row: string; thread: string },
  wish: Extract<Wish, { kind: 'transfer' }>,
): Promise<string | null> {
  const to = admin.admin ? await called(room, admin, wish.to) : null;
  if (!to) return null;
  const owner = wish.owner === null ? null : await called(room, admin, wish.owner);
  if (wish.owner !== null && !owner) return null;
  const found = (await theirs(room, admin, wish.name, owner?._id ?? null)).filter((one) => one.user !== to._id);
  const workflow = found.find((one) => one.user === admin.user) ?? (found.length === 1 ? found[0] : undefined);
  if (!workflow) return null;
  const from = (await room.people.member(workflow.workspace, workflow.user))?.name ?? '';
  const title = texts.transferAsk(workflow.name, from, to.name);
  const back = { what: 'transfer' as const, workflow: workflow._id, to: to._id };
  await askBack(room, admin, where, { title, text: texts.transferWhat(from, to.name), back });
  return title;
}

/** Does it and tells both. Returns what the admin is told. */
export async function transfer(room: Room, admin: Member, row: string, id: string, to: string): Promise<string> {
  const { store, people } = room;
  const before = await store.workflows.findOne({ _id: id, workspace: admin.workspace }).lean<WorkflowRow>();
  const from = before && (await people.member(before.workspace, before.user));
  const next = await people.member(admin.workspace, to);
  const { workflow, why } = await room.automation.transfer(admin, id, to);
  const name = next?.name ?? '';
  if (before && from && from.user !== to) {
    const key = `transferred:${row}`;
    if (from.user !== admin.user) {
      await tellOwner(room, before, from.user, `${key}:from`, texts.transferredFrom(workflow.name, admin.name, name));
    }
    if (to !== admin.user) {
      await tellOwner(room, workflow, to, `${key}:to`, texts.transferredTo(workflow.name, admin.name, from.name, why));
    }
  }
  return [texts.transferred(workflow.name, name), to === admin.user ? (why ?? '') : ''].filter(Boolean).join(' ');
}

async function tellOwner(
  room: Room,
  workflow: Pick<WorkflowRow, 'workspace' | 'createdFromRoom'>,
  user: string,
  key: string,
  text: string,
): Promise<void> {
  const thread = await room.direct.reach({ workspace: workflow.workspace, user }, workflow.createdFromRoom);
  if (thread) await room.outbox.post(thread, key, text);
  else room.log.error({ user }, 'someone cannot be told about their workflow');
}
