import { normalise } from './answers.ts';
import type { Member } from './people.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';

type Choice = Prompt['detail']['choices'][number];

const USE =
  /^(?:please |ok,? |then )*(?:use|take|try(?: it)?(?: again)? with|send it to|email it to|it(?:'s| is)|the (?:right |correct )?(?:e-?mail|address|number|phone)(?: address| number)? is|change (?:it|the (?:address|email|recipient|number)) to) (?<value>[^\s@]+@[^\s@]+\.[^\s@,;]+|\+?\d[\d ()-]{6,18}\d)(?: instead)?(?<only>(?:,? (?:just |only )?for (?:this|that) (?:run|one|time|payment|customer))?(?: only)?)[.!]*$/i;

/**
 * "use ann@example.com for this run", where one failure waits for a word: the step is tried again with that in place of what was
 * missing. Null where nothing waits that can be changed so.
 */
export async function useForRun(
  room: Room,
  person: Member,
  open: Prompt[],
  text: string,
): Promise<{ choice: Choice; values: Record<string, string> } | null> {
  const said = text.length < 200 ? USE.exec(text.trim())?.groups : undefined;
  const value = said?.value?.replace(/[.!]+$/, '');
  const failures = open.filter((prompt) => prompt.kind === 'failure');
  const [prompt] = failures;
  const choice = prompt?.detail.choices.find((one) => one.name === 'run.change' || one.name === 'fail.change');
  if (value === undefined || failures.length !== 1 || !prompt || !choice) return null;
  // Under a newer card or gate it may be about that one, unless the run is named.
  if (open.at(-1) !== prompt && !/\bfor (?:this|that) (?:run|time)\b/i.test(said?.only ?? '')) return null;
  const execution = choice.value.split(':')[0] ?? '';
  const form = (await room.automation.recovery?.ways(person, execution))?.change;
  const kind = value.includes('@') ? /\b(?:e-?mail|to|recipient|address)\b/ : /\b(?:phone|number|to|recipient)\b/;
  const inputs = (form?.inputs ?? []).filter((input) => !input.optional);
  const fits = inputs.filter((input) => kind.test(normalise(`${input.name} ${input.label}`)));
  const [input] = fits;
  return input && fits.length === 1 ? { choice, values: { [input.name]: value } } : null;
}
