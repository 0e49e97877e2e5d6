import type { StepRow } from '../store/runs.ts';
import { placeOfRef, promptFor } from './asked.ts';
import { platformOf } from './conversations.ts';
import { decidedLine } from './gate-card.ts';
import { showGate } from './gate-show.ts';
import { ANYONE, type Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { settleEverywhere } from './settle.ts';
import { type Tap, type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import { askedTexts } from './texts-asked.ts';
import type { TurnOutcome } from './types.ts';

interface Admitted {
  prompt: Prompt;
  gate: StepRow['gate'];
  executionId: string;
  path: string;
  iteration: number;
  /** Platform on which nothing needs to be said of where. */
  home: string | null;
}

/** Decisions of gates. The run itself decides whether one counts; the cards only follow. */
export function gateTaps(room: Room): TapHandlers {
  const { automation, prompts, store, people } = room;

  /** The gate this person may decide from here; otherwise the answer that was given. */
  async function admitted(tap: Tap): Promise<Admitted | TurnOutcome> {
    const ref = tap.choice.value;
    const { executionId, path, iteration } = placeOfRef(ref);
    const owner = await store.ownerOf('execution', executionId);
    if (!owner?.user) return tell(room, tap, texts.unknownButton);
    const { workspace } = owner;
    const [step, execution] = await Promise.all([
      store.steps.findOne({ workspace, execution: executionId, path, iteration }, { gate: 1 }).lean<StepRow>(),
      store.executions.findOne({ _id: executionId, workspace }, { thread: 1 }).lean(),
    ]);
    const where = { workspace, owner: owner.user, ref, user: tap.person.user, thread: tap.thread };
    const found = workspace === tap.person.workspace ? await promptFor(room, 'gate', where) : null;
    if (!found) {
      const member = await people.member(workspace, owner.user);
      return tell(room, tap, askedTexts.onlyThey(step?.gate?.names || (member?.name ?? 'its owner')));
    }
    if (!found.here) return tell(room, tap, texts.elsewhere);
    const home = execution?.thread ? platformOf(execution.thread) : null;
    return { prompt: found.prompt, gate: step?.gate ?? null, executionId, path, iteration, home };
  }

  async function decide(
    tap: Tap,
    decision: 'approve' | 'reject',
    changes?: Record<string, string>,
  ): Promise<TurnOutcome> {
    const at = await admitted(tap);
    if (!('prompt' in at)) return at;
    const { prompt, gate, executionId, path, iteration } = at;
    const channel = prompt.user === ANYONE ? (gate?.channel ?? undefined) : undefined;
    const outcome = await automation.decide(tap.person, executionId, {
      step: path,
      iteration,
      decision,
      actionId: tap.row,
      seal: prompt.detail.seal ?? '',
      where: platformOf(tap.thread),
      ...(channel !== undefined && { channel }),
      ...(changes && { changes }),
    });
    if (outcome.result !== 'accepted') {
      await showGate(room, executionId, path, iteration);
      return tell(room, tap, outcome.text);
    }
    if (outcome.open) return counted(tap, at, outcome.text);
    const line = lineOf(tap, at, decision, changes, outcome.text);
    if (prompt.user !== ANYONE) await prompts.claim(prompt, tap.row);
    await showGate(room, executionId, path, iteration, line);
    return { kind: 'say', text: line };
  }

  /** A yes or no of one of several: their own card says so, and the others wait on. */
  async function counted(
    tap: Tap,
    { prompt, executionId, path, iteration }: Admitted,
    text: string,
  ): Promise<TurnOutcome> {
    if (prompt.user !== ANYONE && (await prompts.claim(prompt, tap.row)))
      await settleEverywhere(room, prompt, text, `by:${tap.row}`);
    await showGate(room, executionId, path, iteration);
    return tell(room, tap, text);
  }

  /** Where several decided the run says who; else it is whoever tapped. */
  function lineOf(
    tap: Tap,
    { gate, home }: Admitted,
    decision: 'approve' | 'reject',
    changes: Record<string, string> | undefined,
    said: string,
  ): string {
    const word = decision === 'approve' ? 'approved' : 'rejected';
    const changed = Object.entries(changes ?? {}).map(([name, to]) => ({ name, to }));
    if ((gate?.needed ?? 1) > 1) return `${word === 'approved' ? '✅' : '✖'} ${said}`;
    return decidedLine({
      decision: word,
      name: tap.person.name,
      where: platformOf(tap.thread),
      changes: changed,
      when: room.clock.now(),
      zone: tap.person.timeZone,
      home,
    });
  }

  /** What was filled in, as far as it differs; without a form it is said how to write it. */
  async function change(tap: Tap): Promise<TurnOutcome> {
    const at = await admitted(tap);
    if (!('prompt' in at)) return at;
    const all = at.gate?.changeable ?? [];
    if (!tap.values) return tell(room, tap, askedTexts.changeHow(all[0]?.label ?? ''));
    const changes: Record<string, string> = {};
    for (const { name, value } of all) {
      const given = tap.values[name]?.trim();
      if (given && given !== String(value ?? '')) changes[name] = given;
    }
    return decide(tap, 'approve', Object.keys(changes).length > 0 ? changes : undefined);
  }

  return {
    'gate.approve': (tap) => decide(tap, 'approve'),
    'gate.reject': (tap) => decide(tap, 'reject'),
    'gate.change': change,
  };
}
