import { triggerWords } from '../automation/trigger-words.ts';
import { durationInWords } from '../automation/words.ts';
import type { GateState } from '../store/asked.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { Member } from './people.ts';
import { onPlatform } from './platform-names.ts';
import { ANYONE } from './prompts.ts';
import { waitsUntil } from './standing-still.ts';
import { texts } from './texts.ts';
import { askedTexts } from './texts-asked.ts';
import type { Card, CardChoice, Form } from './types.ts';

/** What gates read like, before and after they are decided. */

export interface GateView {
  name: string;
  execution: ExecutionRow;
  step: StepRow;
  owner: Member;
  /** What a yes lets go on: payments and messages, a line each. */
  next?: string[];
  /** "Used today: KES 42,000 of 100,000.", where it guards money. */
  used?: string | null;
}

/** What is asked in the middle of a run: what would happen, until when, and what silence means. For whom: a person, or `*`. */
export function gateCard(view: GateView, user: string, zone: string): Card {
  const { name, execution, step, owner } = view;
  const about = triggerWords(execution.triggerData);
  const gate = step.gate;
  const title = user === ANYONE ? askedTexts.needsThem(name) : texts.needsYou(name);
  const card: Card = { title, body: [] };
  const add = (text: string | null | undefined) => {
    if (text) card.body.push({ kind: 'text', text });
  };
  if (user !== owner.user) add(askedTexts.ofOwner(owner.name));
  add(about);
  add(gate?.text ?? step.report);
  add(gate?.what);
  if (!gate?.what && view.next && view.next.length > 0) add(askedTexts.ifYes(view.next));
  add(view.used);
  if (gate && (gate.needed ?? 1) > 1) add(askedTexts.needed(gate.needed ?? 1, gate.names ?? ''));
  add(askedTexts.saidSoFar(gate?.said ?? []));
  if (gate?.deadline) {
    const until = askedTexts.until(new Date(gate.deadline), zone, gate.onSilence ?? 'reject');
    card.footer = waitsUntil(execution, until);
  }
  return card;
}

/** The same for an owner who does not decide: nothing to tap. */
export function watchCard(view: GateView): Card {
  const card = gateCard(view, view.owner.user, view.owner.timeZone);
  return { ...card, title: askedTexts.waitsFor(view.name, view.step.gate?.names ?? '') };
}

export function gateChoices(gate: GateState | null | undefined, ref: string): CardChoice[] {
  const choices: CardChoice[] = [
    {
      name: 'gate.approve',
      value: ref,
      label: gate?.kind === 'confirm' ? texts.payIt : texts.goAhead,
      style: 'primary',
    },
    { name: 'gate.reject', value: ref, label: texts.dont, style: 'danger' },
  ];
  const form = gate && changeForm(gate);
  if (!form) return choices;
  const label = askedTexts.change((gate.changeable ?? []).map((one) => one.label));
  return [...choices, { name: 'gate.change', value: ref, label, style: 'plain', form }];
}

function changeForm(gate: GateState): Form | null {
  const all = gate.changeable ?? [];
  if (all.length === 0) return null;
  const inputs = all.map(({ name, label, kind, value }) => ({ kind, name, label, value: String(value ?? '') }));
  return { title: askedTexts.changeTitle, submit: askedTexts.changeSubmit, inputs };
}

/** The card again, as a reminder. */
export function reminderOf(card: Card, deadline: string, now: Date): Card {
  const left = durationInWords(Math.max(0, Date.parse(deadline) - now.getTime()));
  return { ...card, body: [{ kind: 'alert', level: 'info', text: askedTexts.reminder(left) }, ...card.body] };
}

/** How a gate ended, from what the run wrote down: who decided, where, when. */
export function gateEnd(step: StepRow, zone: string, home: string | null): string {
  const { decision, decidedBy, at, where, changes } = step.gate ?? {};
  if (!decision) return texts.gateOver.over;
  if (!decidedBy || decision === 'timeout') return askedTexts.silent[decision];
  const when = at ? new Date(at) : (step.endedAt ?? step.startedAt);
  return decidedLine({ decision, name: decidedBy, where: where ?? null, changes: changes ?? [], when, zone, home });
}

export interface DecidedLine {
  decision: 'approved' | 'rejected';
  name: string;
  /** Platform, or `api`. */
  where: string | null;
  changes: { name: string; to: unknown }[];
  when: Date;
  zone: string;
  /** The platform on which nothing needs to be said of where. */
  home: string | null;
}

/** "✅ Approved by Amina in Slack with amount 1,500, Friday 20 November, 10:42". */
export function decidedLine({ decision, name, where, changes, when, zone, home }: DecidedLine): string {
  const place = placeWords(where, home);
  const change = changes.length > 0 ? askedTexts.changed(changes) : null;
  const how = [place, change].filter(Boolean).join(' ') || null;
  return askedTexts.by(texts.gateOver[decision], name, how, when, zone);
}

/** "in Slack"; null where it was decided on the same platform as everything else. */
export function placeWords(where: string | null | undefined, home: string | null): string | null {
  if (!where || where === home) return null;
  if (where === 'api') return 'through the API';
  return onPlatform(where);
}
