import type { Change } from './changes.ts';
import { maskOf } from './mask.ts';
import { addSteps } from './steps.ts';

/** "Meru as well please, both forecasts in the one sms": another place that is looked at, said in the same message. */

const WHAT = '(?:(?:the )?(?:weather(?: forecast)?|forecast|weather report) (?:for|in|of|at) )?';
const PLACE = "([A-Z][\\p{L}'-]+(?: [A-Z][\\p{L}'-]+)?)";
const MORE = '(?:,? (?:as well|too|also|please|then))*';
const BOTH =
  '(?:[,.;]? (?:and )?(?:(?:put )?(?:both|them|all)(?: (?:of them|the )?(?:forecasts?|places|towns))? |(?:to|in|into) (?=(?:the )?(?:same|one)))?(?:to |in |into )?(?:the )?(?:same|one|single)(?: one)? (?:sms|text|message|e-?mail|post|whatsapp))?';
const FORMS = [
  new RegExp(
    `^(?:and |also |plus |add |include |then )+(?:for |also )?${WHAT}${PLACE}${MORE}${BOTH}${MORE}[\\s.!]*$`,
    'u',
  ),
  new RegExp(`^${WHAT}${PLACE}(?:,? (?:as well|too|also))+(?: please)?${BOTH}${MORE}[\\s.!]*$`, 'u'),
];

export const morePlaces: Change = (sketch, text, { the }) => {
  const plain = text
    .trim()
    .replace(/^[A-Z](?=[a-z]+ )/, (letter) =>
      /^(?:And|Also|Plus|Add|Include|Then|The)\b/.test(text.trim()) ? letter.toLowerCase() : letter,
    );
  const place = FORMS.map((form) => form.exec(plain)?.[1]).find((found) => found !== undefined);
  // "also Ann" may be somebody.
  if (!/\b(?:weather|forecasts?|both|same|one|single)\b/i.test(plain)) return false;
  const reads = sketch.steps.filter((step) => typeof step.params.place === 'string');
  const [first] = reads;
  if (!place || !first || maskOf(text, the.timeZone).entities.length > 0) return false;
  if (reads.some((step) => step.params.place === place || step.service !== first.service)) return null;
  const last = reads.at(-1) ?? first;
  const at = sketch.steps.indexOf(last) + 1;
  const said = new RegExp(`\\{\\{ ${last.id}\\.(\\w+) \\}\\}`);
  // Only what is said of one place can be said of the next; a comparison of its weather is of that place alone.
  if (!sketch.steps.some((step) => step !== last && said.test(JSON.stringify(step.params)))) return null;
  if (sketch.steps.some((step) => step.condition?.includes(`${last.id}.`))) return null;
  addSteps(sketch, [{ ...last, params: { ...last.params, place } }], at);
  const added = `step_${at + 1}`;
  sketch.steps = sketch.steps.map((step, index) =>
    index <= at
      ? step
      : {
          ...step,
          params: Object.fromEntries(
            Object.entries(step.params).map(([name, value]) => [
              name,
              typeof value === 'string'
                ? value.replace(said, (words, field) => `${words}\n\n{{ ${added}.${field} }}`)
                : value,
            ]),
          ),
        },
  );
  return true;
};
