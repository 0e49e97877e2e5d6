import type { Line, Transcript } from './conversation.ts';
import type { Case } from './format.ts';
import type { Outcome, Verdict } from './judge.ts';

export interface Result {
  case: Case;
  verdict: Verdict;
  transcript: Transcript;
  /** Milliseconds it took. */
  took: number;
}

export interface Figures {
  cases: number;
  right: number;
  asked: number;
  wrong: number;
  needless: number;
  /** Replies a case took, on average. */
  replies: number;
}

export function figures(results: Result[]): Figures {
  const count = (outcome: Outcome) => results.filter((result) => result.verdict.outcome === outcome).length;
  const sum = (of: (result: Result) => number) => results.reduce((total, result) => total + of(result), 0);
  return {
    cases: results.length,
    right: count('right'),
    asked: count('asked'),
    wrong: count('wrong'),
    needless: sum((result) => result.transcript.needless),
    replies: results.length === 0 ? 0 : sum((result) => result.transcript.replies) / results.length,
  };
}

const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)}%`);

/** The report as it is printed: the figures of all, of each tag, then each miss with what was said. */
export function report(results: Result[], planner: string): string {
  const all = figures(results);
  const lines = [
    `${all.cases} cases, planner ${planner}`,
    `right ${all.right} (${percent(all.right, all.cases)}) · asked ${all.asked} · wrong ${all.wrong} (${percent(all.wrong, all.cases)})`,
    `needless questions ${all.needless} · mean replies ${all.replies.toFixed(2)} · ${speed(results)}`,
    '',
    ...byTag(results),
  ];
  for (const result of results.filter((each) => each.verdict.outcome !== 'right')) lines.push('', ...miss(result));
  return lines.join('\n');
}

function speed(results: Result[]): string {
  const sorted = results.map((result) => result.took).sort((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `median ${Math.round(median)} ms a case`;
}

function byTag(results: Result[]): string[] {
  const tags = [...new Set(results.flatMap((result) => result.case.tags))].sort();
  const width = Math.max(4, ...tags.map((tag) => tag.length));
  return tags.map((tag) => {
    const { cases, right, asked, wrong, needless } = figures(
      results.filter((result) => result.case.tags.includes(tag)),
    );
    const score = `${right}/${cases}`.padStart(6);
    const rest = [asked ? `asked ${asked}` : '', wrong ? `wrong ${wrong}` : '', needless ? `needless ${needless}` : ''];
    return `  ${tag.padEnd(width)} ${score}  ${rest.filter(Boolean).join(', ')}`.trimEnd();
  });
}

function miss({ case: the, verdict, transcript }: Result): string[] {
  return [
    `✖ ${the.id} [${the.tags.join(', ')}] ${verdict.outcome}`,
    ...verdict.problems.slice(0, 8).map((problem) => `    ${problem}`),
    ...transcript.lines.flatMap(spoken),
    ...(transcript.broke ? [`    (${transcript.broke})`] : []),
  ];
}

function spoken(line: Line): string[] {
  const indent = (text: string) => text.replaceAll('\n', '\n      ');
  if (line.from === 'person') return [`    > ${indent(line.text)}`];
  const asked = line.said?.missing.map((missing) => missing.name).join(', ');
  const said = `    ${line.said?.kind ?? 'say'}: ${indent(line.text)}${asked ? `  [${asked}]` : ''}`;
  const act = line.said?.act ? [`      act ${JSON.stringify(line.said.act)}`] : [];
  return [said, ...act, ...(line.said?.drafts ?? []).map((draft) => `      ${JSON.stringify(draft.definition)}`)];
}
