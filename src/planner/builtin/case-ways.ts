import { hintsIn } from './data-hints.ts';
import { fieldsTold } from './fields-told.ts';
import type { Lexicon } from './lexicon.ts';
import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { OWN_WEBHOOK, rewordedFrom } from './plain-ways.ts';

/** "status void → …", "bug → …": a case of a field that was told of, or of what is sorted, brought to "if the status is void, …". */

const ARROW = '(?:->|=>|→)';
const BEGIN = String.raw`(?<=^|[.;,:!\n\uE000]|${ARROW}) *(?:(?:and|but|or|if|when|for|with|on|in case) )*`;
const VALUE = String.raw`[\uE001]+|[a-z0-9][\w-]*`;
const VALUES = `(?:${VALUE})(?:(?:, or |, | or |/)(?:${VALUE}))*?`;
const IS = '(?: (?:is|are|was|says|equals|of|being|set to)| ?={1,3}| ?:)?';

const LABEL = String.raw`(?:an? |the )?(?!(?:and|or|if|then|when|as|into|it|only|but)\b)[a-z][\w-]*`;
const PARTED = '(?: ?/ ?|, or |, and |, | or )';
const LABELS = `${LABEL}(?:${PARTED}(?:not )?${LABEL})+`;
const AI =
  '(?:(?:have|let|get|ask|use|tell) )?(?:the |an? )?(?:ai|claude|gpt|chatgpt|llm|model)(?: (?:to|will|should|must|then|can|shall|first))*';
const WHAT =
  '(?: (it|them|this|that|they|each(?: one)?|(?:the|every|each) [a-z]+(?: (?!(?:as|in|into|under|by|is|are)\\b)[a-z]+)?))';
const OVER = `(?= *(?:[.;:\\n()]|$|${ARROW})|,? (?:and |then )*(?:if|when|then)\\b)`;

const classified = (what = '', labels = ''): string => {
  const names = labels.split(new RegExp(PARTED)).map((one) => one.replace(/^(?:an?|the) /i, ''));
  return `classify ${/^(?:|them|they|each(?: one)?)$/i.test(what) ? 'it' : what} as ${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
};
/** "AI classifies it: bug / feature / question", "let AI decide whether it is spam or not spam". */
const SORTED: Way[] = [
  [
    new RegExp(
      `\\b(?:${AI} )?(?:classif(?:y|ies)|categori[sz]es?|sorts?|labels?|tags?|triages?)${WHAT}?(?: (?:as|into|in|under|by))?(?: either)? ?:? ?\\(?(${LABELS})\\)?${OVER}`,
      'g',
    ),
    classified,
  ],
  [
    new RegExp(
      `\\b${AI} (?:decides?|judges?|says?|tells?(?: me| us)?|determines?|checks?|sees?|works? out|figures? out|finds? out) (?:if|whether|what kind it is:?)${WHAT}(?: is| are|'s|'re| sounds?| seems?| looks?| reads?)(?: like| about| either)? (${LABELS})${OVER}`,
      'g',
    ),
    classified,
  ],
  [
    new RegExp(
      `\\b${AI} (?:decides?|judges?|says?|tells?(?: me| us)?|determines?|checks?|sees?|works? out|figures? out) (?:if|whether)${WHAT}(?: is|'s| sounds?| seems?| looks?)(?: an?)? ([a-z]+)(?: or not)?(?= *(?:[.;\\n]|$|${ARROW})|, (?:and |then )*(?:if|when)\\b)`,
      'g',
    ),
    (what, label) => classified(what, `${label ?? ''} or not ${label ?? ''}`),
  ],
  [
    new RegExp(String.raw`\b(classify [^.;:→\n\uE001-\uE010]{2,40}? as ${LABELS}),? (?:and |then )+(?=if|when)`, 'g'),
    '$1, ',
  ],
  [new RegExp(String.raw`\b(classify [^.;:→\n\uE001-\uE010]{2,40}? as ${LABELS}) ?${ARROW} ?`, 'g'), '$1. '],
];
const CLASSIFIED = new RegExp(String.raw`\bclassify [^.;:→\n\uE001-\uE010]{2,40}? as (${LABELS})${OVER}`);

const ORDER =
  'e-?mail|text|sms|whatsapp|message|post|send|tell|notify|alert|slack|create|add|log|ping|write|call|open|make|raise|remind';

/** Words before an arrow that start or time it. */
const NO_VALUE = /^(?:it|that|this|then|email|mail|sms|text|post|whatsapp|slack|message|daily|weekly|monthly|hourly)$/;

/** "…, if so …, if not …", of whether it is one thing. */
const YES =
  /\b(?:if (?:so|yes|it (?:is|does)|that(?:'s| is) (?:so|the case|true)|they (?:are|do))(?=,| (?:post|send|e-?mail|sms|text|whatsapp|tell|create|add|ping|alert|notify)\b)|yes ?(?:->|=>|→|:)),? */g;
const NO =
  /\b(?:if (?:not|no|it (?:isn't|is not|doesn't|does not)|that(?:'s| is) not (?:so|the case|true))(?=,| (?:post|send|e-?mail|sms|text|whatsapp|tell|create|add|ping|alert|notify|do)\b)|no ?(?:->|=>|→|:)),? */g;

/** The text with what AI sorts in one wording, and what depends on it. */
export function withSorted(source: Source): string {
  const said = rewordedFrom(source, SORTED);
  const found = CLASSIFIED.exec(said.masked);
  const [one, other] = labelsIn(said.masked);
  if (!found || one === undefined || other !== `not ${one}`) return said.text;
  const ways: Way[] = [
    [YES, `if it is ${one}, `],
    [NO, `if it is not ${one}, `],
  ];
  return rewordedFrom(said, ways, found.index + found[0].length).text;
}

/** The text with its cases as conditions. */
export function withCases(source: Source, lexicon: Lexicon): string {
  const labels = labelsIn(source.masked);
  const put = labels.length > 0 ? rewordedFrom(source, placed(labels)) : source;
  if (labels.length === 0 && !/->|=>|→/.test(put.masked)) return put.text;
  const own = { ...source, ...rewordedFrom(source, OWN_WEBHOOK) };
  const told = fieldsTold(own, lexicon);
  const names = [...told.names, ...hintsIn(own, told.rest).hints.fields].map((name) =>
    name.toLowerCase().replaceAll('_', '[ _]'),
  );
  return labels.length === 0 && names.length === 0 ? put.text : withArrowed(put, names, labels);
}

function withArrowed(source: Pick<Source, 'text' | 'masked'>, names: string[], labels: string[]): string {
  const subject = names.length > 0 ? `(?:(?:the |its |their )?(${names.join('|')})${IS} )?` : '()';
  const cases = new RegExp(
    `${BEGIN}${subject}(?:an? |the |it's |it is )?(${VALUES}) *(?:${ARROW}|(:)(?= )) *(?=\\S)`,
    'gd',
  );
  const listed = CLASSIFIED.exec(source.masked);
  if (listed) cases.lastIndex = listed.index + listed[0].length;
  let field: string | null = null;
  let out = '';
  let last = 0;
  for (const found of source.masked.matchAll(cases)) {
    const [whole, named, value = '', colon] = found;
    const sorted = labels.length > 0 && value.split(/, or |, | or |\//).every((one) => labels.includes(one));
    field = named || field;
    if (colon && !sorted) continue;
    if (NO_VALUE.test(value) || (!named && !sorted && (field === null || /[\s,]/.test(value)))) continue;
    const [at, to] = found.indices?.[2] ?? [0, 0];
    const lead = /^ */.exec(whole)?.[0] ?? '';
    const what = sorted && !named ? 'it' : `the ${field}`;
    out += `${source.text.slice(last, found.index)}${lead || ' '}if ${what} is ${source.text.slice(at, to)}, `;
    last = found.index + whole.length;
  }
  return out + source.text.slice(last);
}

/** "sales goes to #sales, support to #help, spam is ignored". */
function placed(labels: string[]): Way[] {
  const one = `(${labels.join('|')})s?(?: (?:ones|messages|issues|tickets|e?mails|questions|requests))?`;
  const go = '(?: (?:should |must |then )*(?:goes|go|lands?|is posted|are posted|gets posted|is sent|are sent))?';
  return [
    [
      new RegExp(`(?<=[.;,:] ?(?:and )?)(?:the )?${one}${go} (?:to|in|into) (?=(?:the |our |my )?\\uE006)`, 'g'),
      'if it is $1, post it in ',
    ],
    [
      new RegExp(
        `(?<=[.;,:] ?(?:and )?)(?:the )?${one},? (?:(?:is|are|gets?|can be|should be|just) )*(?:ignored?|dropped?|skip(?:ped)?|left alone|nothing)(?= *(?:[.;,\\n]|$))`,
        'g',
      ),
      'if it is $1, do nothing',
    ],
    [new RegExp(`\\bif (?:it(?:'s| is) )?(?:an? )?${one},? (?:then )?(?=(?:${ORDER}) )`, 'g'), 'if it is $1, '],
  ];
}

const labelsIn = (masked: string): string[] =>
  (CLASSIFIED.exec(masked)?.[1] ?? '')
    .split(new RegExp(PARTED))
    .map((one) => one.replace(/^(?:an?|the) /, '').trim())
    .filter(Boolean);
