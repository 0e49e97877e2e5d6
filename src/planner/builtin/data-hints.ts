import { blot, GONE, type Source } from './mask.ts';
import type { Field } from './scope.ts';

/** What a request tells of the data it is about: fields a webhook sends, columns of a sheet. It orders nothing and is read first. */

export interface Hints {
  /** Fields of the webhook, as they are called there. */
  fields: string[];
  /** Column by what it holds: phone in “Phone”; an empty key where only the column was named. */
  columns: Record<string, string>;
  /** Rows meant: a column and what it says. */
  only: RowsOnly | null;
}

export interface RowsOnly {
  column: string;
  value: string;
  not: boolean;
  sign?: string | undefined;
}

const NAME = String.raw`(?:\uE001+|(?:the |an? |its |their )?[a-z][a-z0-9_]*(?:[ -][a-z0-9_]+){0,2})(?: ?\([^()]{1,40}\))?`;
const LIST = `(${NAME}(?:(?:,? and |, ?|/| & )${NAME})*)`;
const HAS =
  '(?:has|have|holds?|contains?|includes?|carr(?:y|ies)|comes? with|sends?(?: us| me)?|gives?(?: us| me)?|posts|passes|brings|with)';
const CALLED = '(?: (?:literally|just|simply|all|exactly|really))*(?: (?:called|named))?';
const FIELDS = '(?:fields?|keys?|params?|parameters?|properties|attributes|values?|columns?)';
const WHAT =
  '(?:it|this|that|which|(?:the|its|our|each) (?:webhook |form )?(?:payload|json|body|data|webhook|form|request|order|submission|message|event|hook))';
/** Each is a clause of its own or stands in brackets. */
const TELLS = [
  String.raw`\((?:(?:it |which |that |this )?${HAS}|${FIELDS}(?: (?:is|are))?${CALLED}:?|payload:?|json:?|body:?|data:?)(?: the| a)?(?: ${FIELDS}${CALLED})?:? ${LIST}\)`,
  String.raw`(?<=^|[.;,\n→:] ?|- |– )(?:the |its |their )?(?:json |payload |data |form |webhook )?${FIELDS}(?: names)?(?: (?:is|are)|:)${CALLED}:? ${LIST}(?= *(?:[.;\n]|$|→|->|,? (?:and )?(?:if|when|then)\b))`,
  String.raw`(?<=^|[.;\n] ?|, (?:and )?)${WHAT} (?:also )?${HAS}(?: the| an?)?(?: ${FIELDS})${CALLED}:? ${LIST}(?= *(?:[.;\n]|$|→|->))`,
  String.raw`(?<=^|[.;\n] ?)${WHAT} (?:also )?${HAS} ${LIST}(?= *(?:[.;\n]|$))`,
];

const COLUMN = '(?:column|col|field|header)';
const ROLE =
  "(?:the |their |his |her |its |each )?(?:[a-z]+'s )?([a-z]+)(?: (?:number|numbers|address|addresses|name|to pay|due))?s?";
const COLUMNS = [
  String.raw`[,;(:]? ?(?:and |where |with )?${ROLE} (?:(?:is|are|'s|sits?|comes? from|stands?|live|lives) (?:in |from |under )?|(?:in|from|under) )(?:the )?(?:${COLUMN} (?:called |named )?(\uE001+|[a-z]\w*)|(\uE001+|[a-z]\w*(?: [a-z]\w*)?) ${COLUMN})\)?`,
  String.raw`[,;(:]? ?(?:and |where )?(?:the )?(?:${COLUMN} (\uE001+|[a-z]\w*)|(\uE001+|[a-z]\w*) ${COLUMN}) (?:has|holds|contains|is) (?:the |their |his |its )?([a-z]+)(?: (?:number|address|name)s?)?s?(?= *(?:[.,;)\n]|$| and\b))\)?`,
  String.raw`\((?:the |in |in the |from the |see )?(?:(\uE001+|[a-z]\w*(?: [a-z]\w*)?) ${COLUMN}|${COLUMN} (\uE001+|[a-z]\w*))\)`,
];
const SAYS = '(?:says?|reads?|is|shows?|equals?|=|==|contains?|has|marked(?: as)?|set to)';
const VALUE = String.raw`(\uE001+|[a-z0-9][\w-]*)`;
/** Words no cell is compared with as they stand: days, sizes, what is empty and what may be written in many ways. */
const NO_VALUE =
  '(?:not|no|yes|true|false|none|today|tomorrow|yesterday|past|due|before|after|this|last|next|within|over|above|under|below|more|less|between|at|in|on|to|from|the|an?|older|newer|greater|empty|blank|missing|set|filled|there|\\d[\\d,.]*\\b)\\b';
const ORDER =
  '(?:e-?mail|text|sms|whatsapp|message|post|send|tell|notify|alert|slack|create|add|log|ping|write|call|pay|remind|withdraw|mail)';
const ROWS = [
  String.raw`\b(?:whose|where|with)(?: the| a| its| their)? (\uE001+|[a-z]\w*(?: [a-z]\w*)?) ${COLUMN} (?:(not|isn't|doesn't) )?${SAYS} (?:(not|still|exactly|just) )?${VALUE}`,
  String.raw`\b(?:whose|where|with)(?: the| a| its| their)? ${COLUMN} (\uE001+|[a-z]\w*) (?:(not|isn't|doesn't) )?${SAYS} (?:(not|still|exactly|just) )?${VALUE}`,
  String.raw`\bwhose (\uE001+|[a-z]\w*) ${SAYS} (?:(not|still|exactly|just) )?${VALUE}`,
  // "for every row where Status is overdue": the value ends with the clause, or the order follows.
  String.raw`(?<=\b(?:each|every|any|only|all|the|those)(?: of the| the)? (?!the\b|of\b)[a-z]+ )where (?:the |its |their )?(\uE001+|[a-z]\w*) ${SAYS} (?:(not|still|exactly|just) )?(?!${NO_VALUE})${VALUE}(?=\)? *(?:[.;:\n]|$|,? (?:then |please |and )*${ORDER} ))`,
];

const SIGNS: [RegExp, string][] = [
  [/^(?:over|above|more than|greater than|higher than|bigger than|exceeds?|>)$/, '>'],
  [/^(?:below|under|less than|lower than|smaller than|fewer than|<)$/, '<'],
  [/^(?:at least|not less than|>=)$/, '>='],
  [/^(?:at most|no more than|up to|<=)$/, '<='],
];
/** "where the Balance column is above 0", "with a Quantity below 5". */
const COMPARED = String.raw`\b(?:whose|where|with)(?: the| an?| its| their)? (?:${COLUMN} )?(\uE001+|[a-z]\w*(?: [a-z]\w*)??)(?: ${COLUMN})?(?: is| are| has| says| of|:)?(?: still| now)? (over|above|more than|greater than|higher than|bigger than|exceeds?|below|under|less than|lower than|smaller than|fewer than|not less than|at least|at most|no more than|up to|>=|<=|>|<) (?:kes |kshs? ?|[$€£])?(\d[\d,]*(?:\.\d+)?)(?: (?:kes|ksh|bob|shillings))?(?![\d%:])`;

/** Reads it out of the mask. `rows`: a sheet is spoken of, so that its columns may be. */
export function hintsIn(source: Source, masked: string): { hints: Hints; rest: string } {
  const hints: Hints = { fields: [], columns: {}, only: null };
  let rest = masked;
  const take = (start: number, end: number) => {
    rest = blot(rest, start, end, GONE);
  };
  const written = (found: RegExpExecArray, group: number): string => {
    const place = found.indices?.[group];
    if (!place) return '';
    return source.text
      .slice(place[0], place[1])
      .replace(/^["'“‘`]|["'”’`]$/g, '')
      .trim();
  };
  const sheet = /\b(?:sheet|spreadsheet|rows?|column|airtable|csv)\b/.test(masked);
  if (sheet) {
    const compared = new RegExp(COMPARED, 'd').exec(rest);
    if (compared && !/^(?:amount|payment|it|that|which|there)$/.test(compared[1] ?? '')) {
      const sign = SIGNS.find(([words]) => words.test(compared[2] ?? ''))?.[1] ?? '>';
      hints.only = { column: written(compared, 1), value: (compared[3] ?? '').replaceAll(',', ''), not: false, sign };
      take(compared.index, compared.index + compared[0].length);
    }
    for (const [index, pattern] of ROWS.entries()) {
      const found = hints.only ? null : new RegExp(pattern, 'd').exec(rest);
      if (!found) continue;
      const value = written(found, index > 1 ? 3 : 4);
      hints.only = {
        column: written(found, 1),
        value,
        not: /not|n't/.test(`${found[2] ?? ''} ${index > 1 ? '' : (found[3] ?? '')}`),
      };
      take(found.index, found.index + found[0].length);
    }
    for (const [index, pattern] of COLUMNS.entries())
      for (const found of [...rest.matchAll(new RegExp(pattern, 'dg'))]) {
        const role = index === 0 ? found[1] : index === 1 ? found[3] : '';
        const column = index === 0 ? written(found, 2) || written(found, 3) : written(found, 1) || written(found, 2);
        if (!column || NO_COLUMN.test(column)) continue;
        hints.columns[roleOf(role ?? '')] = column;
        take(found.index, found.index + found[0].length);
      }
  }
  for (const pattern of TELLS)
    for (const found of [...rest.matchAll(new RegExp(pattern, 'dg'))]) {
      const names = fieldsOf(written(found, 1));
      if (names.length === 0) continue;
      hints.fields.push(...names);
      // "the form sends name and email": that it sends may be what starts it.
      const [from, to] = found.indices?.[1] ?? [found.index, found.index];
      if (/^[,;]?\s*(?:it|this|that|which)\b|^[,(]|fields?|payload|json|body/.test(found[0]))
        take(found.index, found.index + found[0].length);
      else take(from, to);
    }
  return { hints, rest };
}

const NO_COLUMN = /^(?:the|a|an|each|every|that|this|which|its|their|same|new|first|last|right|other)$/i;
/** A name a field may have; none of words an order is made of. */
const NO_FIELD =
  /^(?:and|or|it|if|when|then|send|post|email me|text me|a lot|some|new|nothing|everything|all|no|not|over|under|above|below|at least|more|less|to)\b|\b(?:is|are|send|post|over|than|above|below)\b/i;

function fieldsOf(list: string): string[] {
  const parts = list
    .split(/,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\//)
    .map((part) =>
      part
        .replace(/\([^()]*\)/g, '')
        .replace(/^\s*(?:the|an?|its|their) /i, '')
        .replace(/^["'“‘`]|["'”’`]$/g, '')
        .trim(),
    )
    .filter(Boolean);
  return parts.some((part) => NO_FIELD.test(part) || part.length > 30)
    ? []
    : parts.map((part) => part.replace(/[ -]+/g, '_'));
}

const ROLES: [RegExp, string][] = [
  [/^(?:phone|number|mobile|cell|tel|telephone|contact|whatsapp|sms)s?$/, 'phone'],
  [/^(?:e-?mail|mail|address|addresse)s?$/, 'email'],
  [/^(?:amount|sum|total|fee|price|balance|rent|salary|value)s?$/, 'amount'],
  [/^(?:client|customer|name|member|tenant|person|student|patient|guest|payee|buyer|who)s?$/, 'name'],
  [/^(?:due|date|deadline|when)s?$/, 'date'],
];
const roleOf = (word: string): string => ROLES.find(([pattern]) => pattern.test(word))?.[1] ?? word;

/** The list with only the rows meant, as an expression. */
export function rowsMeant(list: string, { only }: Hints): string {
  if (!only) return list;
  const plain = /^[A-Za-z_]\w*$/.test(only.column);
  const cell = plain ? `row.${only.column}` : `row[${JSON.stringify(only.column)}]`;
  const there = plain ? `has(${cell})` : `${JSON.stringify(only.column)} in row`;
  if (only.sign)
    return `${list}.filter(row, ${there} && string(${cell}) != "" && number(${cell}) ${only.sign} ${only.value})`;
  const value = /^(?:zero|nil)$/.test(only.value) ? '0' : /^(?:empty|blank)$/.test(only.value) ? '' : only.value;
  return `${list}.filter(row, ${there} && string(${cell}) ${only.not ? '!=' : '=='} ${JSON.stringify(value)})`;
}

/** The column of a sheet a parameter is filled from, by what it holds. */
export function columnFor(hints: Hints, kind: string, names: string[]): string | null {
  const roles = new Set([kind, ...names].map((one) => roleOf(one.toLowerCase())));
  if (kind === 'money') roles.add('amount');
  if (kind === 'person') roles.add('name');
  const known = Object.entries(hints.columns).find(([role]) => role !== '' && roles.has(role))?.[1];
  if (known) return known;
  const bare = hints.columns[''];
  return bare && (kind === 'phone' || kind === 'email') ? bare : null;
}

const KINDS: [RegExp, string, string[]][] = [
  [/^(?:e_?mail|mail)|e?_?mail$/, 'email', ['email', 'email address']],
  [
    /^(?:phone|mobile|tel|msisdn|whatsapp)|phone$|_(?:mobile|tel|msisdn|whatsapp)$/,
    'phone',
    ['phone', 'phone number', 'number'],
  ],
  [/^(?:amount|total|price|sum|fee|balance|cost)|(?:amount|total|price)$/, 'money', ['amount', 'total']],
  [
    /^(?:rating|score|qty|quantity|count|budget|age|stock|stars|nps|guests|nights|points|level|temperature)$|_(?:size|count|qty|level|score|age)$|^number_of|percent/,
    'number',
    [],
  ],
  [/date|^(?:check_?in|check_?out|start|end|day|due|arrival|departure)/, 'date', []],
  [/^(?:customer|client|guest|buyer|name|full_?name|first_?name|payer)/, 'person', ['name', "customer's name"]],
  [/^(?:items|list|lines|products|rows)$|_items$/, 'list', ['items']],
];

/** A field of a webhook that was told of: what kind of thing it is by its name, and how it is spoken of. */
export function toldField(name: string): Field {
  const small = name.toLowerCase();
  const found = KINDS.find(([pattern]) => pattern.test(small));
  const spoken = small.replaceAll('_', ' ');
  return {
    path: /^[A-Za-z_]\w*$/.test(name) ? `trigger.${name}` : `trigger[${JSON.stringify(name)}]`,
    label: `the ${spoken}`,
    kind: found?.[1] ?? 'text',
    spoken: [...new Set([spoken, ...(found?.[2] ?? [])])],
    main: false,
    step: -1,
    given: true,
  };
}
