import { plainName, sameParameter } from './aliases.ts';
import type { Said, Transcript } from './conversation.ts';
import {
  alternatives,
  type Case,
  type DefinitionExpectation,
  type Expectation,
  isReplyExpectation,
  type ProposalsExpectation,
  type ReplyExpectation,
} from './format.ts';
import { definitionProblems, type Proposed } from './judge-definition.ts';
import { loose, squeeze } from './values.ts';
import type { Runtime } from './walk.ts';

/** right: as expected · asked: not there, but nothing wrong was put up for approval · wrong: proposed or did what was not asked. */
export type Outcome = 'right' | 'asked' | 'wrong';

export interface Verdict {
  id: string;
  outcome: Outcome;
  /** What is wrong with it, nearest alternative first; empty when right. */
  problems: string[];
}

const ADMITS =
  /\b(can'?t|can’t|cannot|could ?n[o']t|unable|not able|not possible|isn'?t possible|don'?t (have|support|know how)|do not (have|support)|no (way|connector|service|action)|not (supported|available|something|allowed)|won'?t|over (the|your) (limit|ceiling|cap)|maximum|exceeds?|sorry)\b/i;

/** Problems of a reply against an expected kind of reply; empty when it fits. */
export function replyProblems(expect: ReplyExpectation, said: Said): string[] {
  return [...kindProblems(expect, said), ...containsProblems(expect.reply_contains_any, said)];
}

function kindProblems(expect: ReplyExpectation, said: Said): string[] {
  const quiet = said.drafts.length === 0 && said.kind !== 'propose' && said.act === null;
  switch (expect.kind) {
    case 'ask':
      return askProblems(expect, said);
    case 'say':
      return quiet && said.kind === 'say' ? [] : [`wanted plain words, got ${said.kind}`];
    case 'refuse':
      if (!quiet) return [`wanted a refusal, got ${said.kind}`];
      return ADMITS.test(said.text) ? [] : ['the words do not admit that it cannot be done'];
    default:
      return commandProblems(expect, said);
  }
}

function askProblems(expect: ReplyExpectation, said: Said): string[] {
  if (said.kind !== 'ask' || said.drafts.length > 0) return [`wanted a question, got ${said.kind}`];
  const missing = expect.missing ?? [];
  if (missing.length === 0) return [];
  const names = said.missing.map((each) => each.name);
  const known = (name: string, among: string[]) => among.some((other) => sameParameter(name, other));
  const problems = names.some((name) => known(name, missing)) ? [] : [`wanted to be asked for ${missing.join(', ')}`];
  const beyond = names.filter((name) => !known(name, [...missing, ...(expect.may_ask ?? [])]));
  if (beyond.length > 0) problems.push(`asked for ${beyond.join(', ')} as well`);
  return problems;
}

/** A reply that asks to confirm exactly this act counts as the act. */
function commandProblems(expect: ReplyExpectation, said: Said): string[] {
  const plain = (text: string | null) => squeeze(text ?? '').toLowerCase();
  const { act } = said;
  if (!act || said.drafts.length > 0) return [`wanted ${expect.command}, got ${said.kind}`];
  const problems: string[] = [];
  if (act.command !== expect.command) problems.push(`wanted ${expect.command}, got ${act.command}`);
  if (expect.workflow !== undefined && plain(act.workflow) !== plain(expect.workflow)) {
    problems.push(`wanted it on "${expect.workflow}", got "${act.workflow}"`);
  }
  if (expect.new_name !== undefined && plain(act.newName) !== plain(expect.new_name)) {
    problems.push(`wanted the name "${expect.new_name}", got "${act.newName}"`);
  }
  return problems;
}

function containsProblems(any: string[] | undefined, said: Said | undefined): string[] {
  const text = loose(`${said?.text ?? ''}\n${said?.card ?? ''}`);
  if (!any || any.some((wanted) => text.includes(loose(wanted)))) return [];
  return [`the reply says none of ${any.join(', ')}`];
}

const commandOf = (expect: Expectation) => (isReplyExpectation(expect) ? expect.command : undefined);

/** Whether only the first reply is looked at: every alternative is a kind of reply, and none drops the open draft. */
export function onlyFirstReply(the: Case): boolean {
  const all = alternatives(the.expect);
  return all.every(isReplyExpectation) && !all.some((each) => commandOf(each) === 'cancel');
}

/** Whether a first reply already fulfils the case: an alternative about replies holds. */
export function fulfils(the: Case, said: Said): boolean {
  return alternatives(the.expect).some((each) => isReplyExpectation(each) && replyProblems(each, said).length === 0);
}

/** Judges a driven case as README.md says. */
export function judge(the: Case, transcript: Transcript, runtime: Runtime): Verdict {
  const replies = transcript.lines.flatMap((line) => (line.said ? [line.said] : []));
  const first = replies[0];
  const last = replies.at(-1);
  const drafts = replies.flatMap((said) => said.drafts);
  const verdict = (problems: string[]): Verdict => {
    const acted = last?.kind === 'act' && !drafts.length;
    const wrong = transcript.effects.length > 0 || (last?.drafts.length ?? 0) > 0 || acted;
    return { id: the.id, outcome: problems.length === 0 ? 'right' : wrong ? 'wrong' : 'asked', problems };
  };
  if (transcript.effects.length > 0) return verdict(transcript.effects.map((effect) => `side effect: ${effect}`));
  if (!first || !last) return verdict([transcript.broke ?? 'no reply']);
  const kind = first.drafts.length > 0 ? 'propose' : first.kind;
  const allowed = (the.accept as string[]).includes(kind) || (kind !== 'ask' && kind !== 'propose');
  if (!allowed) return verdict([`the first reply may not be ${kind}`]);

  const tried = alternatives(the.expect).map((expect) => {
    if (isReplyExpectation(expect)) return replyProblems(expect, expect.command === 'cancel' ? last : first);
    if (transcript.broke) return [transcript.broke];
    return draftProblems(expect, { the, runtime, drafts, last });
  });
  const whole = 'any_of' in the.expect ? the.expect.reply_contains_any : undefined;
  if (tried.some((problems) => problems.length === 0)) return verdict(containsProblems(whole, last));
  const [nearest = []] = tried.sort((one, other) => one.length - other.length);
  return verdict(nearest);
}

function draftProblems(
  expect: DefinitionExpectation | ProposalsExpectation | Expectation,
  { the, runtime, drafts, last }: { the: Case; runtime: Runtime; drafts: Proposed[]; last: Said },
): string[] {
  if ('proposals' in expect) {
    const two = pairProblems(expect.proposals, drafts, (each, draft) => [
      ...definitionProblems(each, draft, { case: the, runtime }),
      ...containsProblems(each.reply_contains_any, last),
    ]);
    return [...two, ...containsProblems(expect.reply_contains_any, last)];
  }
  const draft = last.drafts.at(-1);
  if (!draft) return [`wanted a proposal, got ${last.kind}`];
  const wanted = expect as DefinitionExpectation;
  return [
    ...definitionProblems(wanted, draft, { case: the, runtime }),
    ...containsProblems(wanted.reply_contains_any, last),
  ];
}

/** One draft for each expectation, in any order. */
function pairProblems(
  wanted: DefinitionExpectation[],
  drafts: Proposed[],
  problemsOf: (expect: DefinitionExpectation, draft: Proposed) => string[],
): string[] {
  const [first, ...rest] = wanted;
  if (!first) return drafts.length > 0 ? [`${drafts.length} more drafts than wanted`] : [];
  let best = ['wanted a draft for each, got fewer'];
  for (const [index, draft] of drafts.entries()) {
    const left = drafts.filter((_, at) => at !== index);
    const problems = [...problemsOf(first, draft), ...pairProblems(rest, left, problemsOf)];
    if (problems.length === 0) return [];
    if (problems.length < best.length || best[0]?.startsWith('wanted a draft')) best = problems;
  }
  return best;
}

/** Names a question asks for, plain. */
export function askedNames(said: Said): string[] {
  return [...new Set(said.missing.map((each) => plainName(each.name)))];
}
