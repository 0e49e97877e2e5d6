import { AppError } from '../errors.ts';
import type { PlannerReply } from '../planner/types.ts';
import type { ConversationRow } from '../store/conversations.ts';
import type { DraftRow } from '../store/workflows.ts';
import { actOutcome, carryOutCommand, closeDraft } from './commands.ts';
import { askToConfirm } from './confirm.ts';
import { nowAbout } from './conversations.ts';
import { showDraft } from './draft-card.ts';
import { answerGiven } from './given.ts';
import type { Member } from './people.ts';
import { asText } from './plain.ts';
import { GIVEN, instantOf, isOfThread, type Planned, writeDialog } from './planning.ts';
import { quotedRun } from './quoted.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import { isRunAct, runKeyOf } from './run-deeds.ts';
import { errorText } from './tap.ts';
import { texts } from './texts.ts';
import { readHistory } from './transcript.ts';
import type { Card, Content, TurnOutcome } from './types.ts';

export interface Turn {
  conversation: ConversationRow;
  person: Member;
  head: MessageInbox;
}

const LONG_TITLE = 150;

/** Carries a planner's reply out. Everything it posts is keyed by the turn's first row, so a repeat repeats nothing. */
export function createCarryOut(room: Room) {
  const { automation, outbox, prompts, store, clock } = room;

  const key = (turn: Turn, part: string) => `turn:${turn.head._id}:${part}`;

  async function say(turn: Turn, content: Content, part = 'reply'): Promise<void> {
    const empty = typeof content === 'string' && content.trim() === '';
    if (!empty) await outbox.post(turn.conversation._id, key(turn, part), content);
  }

  async function ask(turn: Turn, reply: Extract<PlannerReply, { kind: 'ask' }>): Promise<TurnOutcome> {
    const { person, conversation } = turn;
    const options = (reply.options ?? []).filter((option) => option.trim() !== '').slice(0, 20);
    const ref = key(turn, 'ask');
    // Such as that a change was not understood.
    if (options.length === 0 && reply.waitsNot) {
      await say(turn, reply.text);
      return { kind: 'ask', text: reply.text, missing: reply.missing };
    }
    const choices = options.map((label, index) => ({ name: 'question.option', value: `${ref}|${index}`, label }));
    await prompts.open({
      workspace: person.workspace,
      thread: conversation._id,
      user: person.user,
      kind: 'question',
      ref,
      key: ref,
      detail: { title: reply.text.slice(0, LONG_TITLE), choices },
    });
    await outbox.post(conversation._id, ref, options.length > 0 ? questionCard(reply.text, choices) : reply.text);
    const outcome: TurnOutcome = { kind: 'ask', text: reply.text, missing: reply.missing };
    return options.length > 0 ? { ...outcome, options } : outcome;
  }

  async function propose(
    turn: Turn,
    reply: Extract<PlannerReply, { kind: 'propose' }>,
    planned: Planned,
  ): Promise<TurnOutcome> {
    const { person, conversation, head } = turn;
    let seen = planned.draft ? await automation.draft(person, planned.draft) : null;
    if (seen?.status === 'cancelled' && seen.outcome === 'cancelled') {
      await say(turn, texts.droppedMeanwhile);
      return { kind: 'say', text: texts.droppedMeanwhile };
    }
    let change = await changeOf(turn, reply, seen);
    const context = await readHistory(store, conversation, []);
    const { definition, assumptions } = reply;
    const now = instantOf(turn.head.body.overrides?.now, person.timeZone);
    const input = {
      definition,
      assumptions,
      thread: conversation._id,
      context,
      renameRepeats: true,
      ...(now === undefined ? {} : { now }),
    };
    let draft: DraftRow;
    try {
      draft = await automation.propose(person, { ...input, ...(change ? { workflow: change } : {}) });
      // The tap that approved the earlier card may have come between looking and proposing: then this is a change to it.
      if (seen && !change) seen = await automation.draft(person, seen._id);
      if (seen?.status === 'confirmed' && !change) {
        change = await changeOf(turn, reply, seen);
        if (change) draft = await automation.propose(person, { ...input, workflow: change });
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'internal') throw error;
      await say(turn, errorText(error));
      return { kind: 'say', text: errorText(error) };
    }
    await retireOthers(turn, draft, planned.draft);
    const before = reply.revises && !change && seen?.status !== 'confirmed' ? seen?.definition : null;
    const lines = [
      before && draft.definition ? (room.changes(before, draft.definition, person.timeZone) ?? '') : '',
      reply.text ?? '',
      seen?.status === 'confirmed' && change ? texts.nowAChange(draft.definition?.name ?? '') : '',
    ];
    const intro = lines.filter(Boolean).join('\n');
    await say(turn, intro, 'intro');
    const card = await showDraft(room, person, draft, null);
    if (draft.definition && conversation.draft === null) await retitle(conversation, draft.definition.name);
    room.log.info({ draft: draft._id, row: head._id }, 'proposed');
    return { kind: 'propose', text: [intro, asText(card)].filter(Boolean).join('\n'), draft: draft._id };
  }

  /** The live workflow this changes: as the planner says, or because its card was approved while the planner was thinking. */
  async function changeOf(turn: Turn, reply: Extract<PlannerReply, { kind: 'propose' }>, seen: DraftRow | null) {
    if (seen?.status === 'confirmed') {
      const { person } = turn;
      const workflow = await store.workflows
        .findOne({
          workspace: person.workspace,
          user: person.user,
          ...(seen.workflow ? { _id: seen.workflow } : { createdFromDraft: seen._id }),
        })
        .lean();
      if (workflow && workflow.status !== 'deleted') return { id: workflow._id, baseVersion: workflow.version };
    }
    return reply.workflow && !reply.workflow.id.startsWith(GIVEN) ? reply.workflow : undefined;
  }

  /** One open card a conversation: the ones before it are rewritten as replaced. */
  async function retireOthers(turn: Turn, draft: DraftRow, seen: string | null): Promise<void> {
    const { person, conversation } = turn;
    for (const prompt of await prompts.openIn(person.workspace, conversation._id, person.user)) {
      if (prompt.kind !== 'draft' || prompt.ref === draft._id) continue;
      let before = await automation.draft(person, prompt.ref);
      // Made in another thread and gone on with here: this is the change to it.
      const changed = prompt.ref === seen && before.thread !== conversation._id && before.status !== 'confirmed';
      if (changed && before.status !== 'cancelled')
        before = await automation.cancelDraft(person, prompt.ref, 'replaced');
      if (before.status === 'cancelled') await closeDraft(room, person, prompt.ref, texts.replacedOutcome);
    }
  }

  async function retitle(conversation: ConversationRow, title: string): Promise<void> {
    await store.conversations.updateOne(
      { _id: conversation._id, workspace: conversation.workspace },
      { $set: { title: title.slice(0, 80) } },
    );
  }

  async function act(turn: Turn, reply: Extract<PlannerReply, { kind: 'act' }>): Promise<TurnOutcome> {
    const { person, conversation, head } = turn;
    const { command, workflow, newName, data, reason } = reply;
    const quoted = head.body.replyTo ? { thread: head.thread, replyTo: head.body.replyTo } : null;
    const ofRun = isRunAct(reply);
    const run = ofRun && quoted ? await quotedRun(room, person, quoted) : null;
    const wanted = {
      command,
      workflow,
      ...(newName === undefined ? {} : { newName }),
      ...(data === undefined ? {} : { data }),
      ...(reason === undefined ? {} : { reason }),
      ...(run === null ? {} : { run }),
      key: head._id,
    };
    const confirm = reply.needsConfirmation || command === 'delete';
    const dropsDraft = command === 'cancel' && workflow === null;
    if (head.body.overrides && !dropsDraft) {
      const text = answerGiven(head.body.overrides.workflows ?? [], wanted, confirm);
      await say(turn, text);
      return actOutcome(wanted, text, confirm);
    }
    if (workflow && !workflow.id.startsWith(GIVEN)) {
      await nowAbout(room, person.workspace, conversation._id, workflow.id);
    }
    const reach = command === 'run' ? await reachElsewhere(turn, workflow?.id) : [];
    if (confirm || reach.length > 0) {
      const text = await askToConfirm(room, person, conversation._id, head._id, wanted, reach);
      return actOutcome(wanted, text, true);
    }
    try {
      const { content, outcome } = await carryOutCommand(room, person, conversation._id, wanted);
      // What runs brought in stays out of planners' sight: such answers are kept under a key that says so.
      const runData = command === 'why' || command === 'history' || command === 'status';
      const plainKey = runData ? `run:${key(turn, 'reply')}` : key(turn, 'reply');
      await outbox.post(conversation._id, ofRun ? runKeyOf(head._id) : plainKey, content);
      return outcome;
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'internal') throw error;
      await say(turn, errorText(error));
      return actOutcome(wanted, errorText(error), false);
    }
  }

  /** What running it pays and sends, where it was made in another thread and its whole name was not said: told before it runs. */
  async function reachElsewhere({ conversation, person, head }: Turn, id: string | undefined): Promise<string[]> {
    if (id === undefined) return [];
    const { workflow } = await automation.workflow(person, id);
    const isNamed = head.body.text.toLowerCase().includes(workflow.name.toLowerCase());
    return isNamed || isOfThread(workflow, conversation._id) ? [] : room.reach(workflow.definition);
  }

  return async function carryOut(turn: Turn, planned: Planned): Promise<TurnOutcome> {
    const { reply } = planned;
    const { conversation } = turn;
    const outcome = await byKind(turn, reply, planned);
    await store.conversations.updateOne(
      { _id: conversation._id, workspace: conversation.workspace },
      {
        $set: {
          dialog: writeDialog(planned.by, reply.dialog),
          ...(reply.next === undefined ? {} : { next: reply.next }),
          updatedAt: clock.now(),
        },
      },
    );
    return outcome;
  };

  async function byKind(turn: Turn, reply: PlannerReply, planned: Planned): Promise<TurnOutcome> {
    switch (reply.kind) {
      case 'ask':
        return ask(turn, reply);
      case 'propose':
        return propose(turn, reply, planned);
      case 'act':
        return act(turn, reply);
      case 'say':
        await say(turn, reply.text);
        return { kind: 'say', text: reply.text };
    }
  }
}

function questionCard(text: string, choices: NonNullable<Card['choices']>): Card {
  const oneLine = text.length <= LONG_TITLE && !text.includes('\n');
  return oneLine
    ? { title: text, body: [], choices }
    : { title: texts.question, body: [{ kind: 'text', text }], choices };
}
