import { normalise } from './answers.ts';
import { waits } from './failure-words.ts';
import type { Member } from './people.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import type { Input } from './types.ts';

type Choice = Prompt['detail']['choices'][number];

const USE =
  /^(?:please |ok,? |then )*(?:use|take|try(?: it)?(?: again)? with|send it to|email it to|it(?:'s| is)|the (?:right |correct )?(?:e-?mail|address|number|phone)(?: address| number)? is|change (?:it|the (?:address|email|recipient|number)) to) (?<value>[^\s@]+@[^\s@]+\.[^\s@,;]+|\+?\d[\d ()-]{6,18}\d)(?: instead)?(?<only>(?:,? (?:just |only )?for (?:this|that) (?:run|one|time|payment|customer))?(?: only)?)[.!]*$/i;

const CHANGE =
  /^(?:please |ok,? |then )*(?:(?:change|set) (?:the )?(?<field>[a-z][\w -]{1,40}?) to|try(?: it)? again with (?:the )?(?<with>[a-z][\w -]{1,40}?)[:=]) ?(?<value>.{1,300}?)(?<only>(?:,? (?:just |only )?for (?:this|that) (?:run|one|time|payment|customer))(?: only)?)?(?<again>,? (?:and |then )*(?:try|do it|try it|retry)(?: again)?)?[.!]*$/i;

/**
 * "use ann@example.com for this run", "change the amount to 500 and try again", where one failure waits for a word: the step is tried
 * again with that in place of what was missing. Null where nothing waits that can be changed so.
 */
export async function useForRun(
  room: Room,
  person: Member,
  open: Prompt[],
  text: string,
): Promise<{ choice: Choice; values: Record<string, string> } | null> {
  const said = text.length < 400 ? wished(text.trim()) : null;
  const all = open.filter((prompt) => prompt.kind === 'failure');
  // What still waits for a word comes before what is over.
  const failures = all.some(waits) ? all.filter(waits) : all;
  const [prompt] = failures;
  const choice = prompt?.detail.choices.find((one) => one.name === 'run.change' || one.name === 'fail.change');
  if (!said || failures.length !== 1 || !prompt || !choice) return null;
  // Under a newer card or gate it may be about that one, unless the run is named.
  if (open.at(-1) !== prompt && !said.only) return null;
  // Of a run that is over, a field that is changed may be meant for the workflow.
  if (said.field !== null && choice.name === 'run.change' && !said.only && !said.again) return null;
  const execution = choice.value.split(':')[0] ?? '';
  const form = (await room.automation.recovery?.ways(person, execution))?.change;
  const input = inputFor(form?.inputs ?? [], said);
  return input ? { choice, values: { [input.name]: said.value } } : null;
}

interface Wished {
  /** Null where only the value says which is meant. */
  field: string | null;
  value: string;
  /** It is for this run alone, in so many words. */
  only: boolean;
  again: boolean;
}

function wished(text: string): Wished | null {
  const used = text.length < 200 ? USE.exec(text)?.groups : undefined;
  if (used?.value) {
    const only = /\bfor (?:this|that) (?:run|time)\b/i.test(used.only ?? '');
    return { field: null, value: used.value.replace(/[.!]+$/, ''), only, again: false };
  }
  const changed = CHANGE.exec(text)?.groups;
  const field = changed?.field ?? changed?.with;
  if (!changed?.value || !field) return null;
  const value = changed.value.trim().replace(/^["“”'](.*)["“”']$/, '$1');
  return { field: normalise(field), value, only: changed.only !== undefined, again: changed.again !== undefined };
}

/** The one input that is meant. */
function inputFor(inputs: Input[], { field, value }: Wished): Input | null {
  const kind = value.includes('@') ? /\b(?:e-?mail|to|recipient|address)\b/ : /\b(?:phone|number|to|recipient)\b/;
  const fits =
    field === null
      ? inputs.filter((one) => !one.optional && kind.test(normalise(`${one.name} ${one.label}`)))
      : inputs.filter((one) => [one.label, one.name.replaceAll('_', ' ')].map(normalise).includes(field));
  return fits.length === 1 ? (fits[0] ?? null) : null;
}
