/** What went wrong with an expression, in words for a person; `hint` says what to write instead. */
export class ExpressionError extends Error {
  /** Machine-readable: `syntax`, `unknown_name`, `missing_field`, `wrong_type`, `too_big`, `forbidden`, `failed`. */
  readonly code: ExpressionErrorCode;
  readonly expression: string;
  readonly hint: string | undefined;

  constructor(code: ExpressionErrorCode, expression: string, message: string, hint?: string) {
    super(message);
    this.name = 'ExpressionError';
    this.code = code;
    this.expression = expression;
    this.hint = hint;
  }
}

export type ExpressionErrorCode =
  | 'syntax'
  | 'unknown_name'
  | 'missing_field'
  | 'wrong_type'
  | 'too_big'
  | 'forbidden'
  | 'failed';

const TYPE_WORDS: Record<string, string> = {
  int: 'a number',
  double: 'a number',
  uint: 'a number',
  string: 'a text',
  bool: 'true or false',
  null: 'nothing',
  list: 'a list',
  map: 'a group of fields',
  dyn: 'any value',
};

const typeInWords = (type: string): string => {
  const bare = type.replace(/^dyn<(.*)>$/, '$1');
  return TYPE_WORDS[bare] ?? TYPE_WORDS[bare.replace(/<.*$/, '')] ?? 'another kind of value';
};

const SYNTAX_HINTS: [RegExp, string][] = [
  [/===|!==/, 'Write == or != instead of === or !==.'],
  [/[^=!<>]=[^=]/, 'Write == to compare.'],
  [/\band\b|\bor\b|\bnot\b/i, 'Write && for and, || for or, ! for not.'],
  [/[“”‘’]/, 'Use straight quotes: " or \'.'],
  [/`/, 'Use " or \' around a text.'],
  [/\{\{|\}\}/, 'Write the expression without inner {{ }}.'],
  [/\|\s*\w/, 'There are no filters after |; use a function: string(x), number(x), size(x).'],
];

interface LibraryError {
  name?: string;
  code?: string;
  summary?: string;
  message?: string;
}

/** Turns what the expression library throws into an ExpressionError; nothing of the context is repeated. */
export function inPlainWords(error: unknown, expression: string): ExpressionError {
  if (error instanceof ExpressionError) return error;
  const { name, code, summary, message } = (error ?? {}) as LibraryError;
  const text = summary ?? message ?? '';
  const make = (kind: ExpressionErrorCode, words: string, hint?: string) =>
    new ExpressionError(kind, expression, words, hint);
  const quoted = shorten(expression);

  if (error instanceof RangeError) return make('too_big', `“${quoted}” is too much to work out.`);
  if (name === 'ParseError') {
    if (/limit|exceed|too many|maximum/i.test(text)) return make('too_big', `“${quoted}” is too long or too deep.`);
    const hint = SYNTAX_HINTS.find(([pattern]) => pattern.test(expression))?.[1];
    return make('syntax', `“${quoted}” cannot be read as an expression.`, hint);
  }
  switch (code) {
    case 'unknown_variable':
      return make('unknown_name', `“${quoted}” reads ${text.replace(/^.*: /, '“')}”, which does not exist here.`);
    case 'no_such_key':
    case 'index_out_of_bounds':
      return missing(make, text, quoted);
    case 'no_such_overload':
      return wrongType(make, text, quoted);
    case 'no_matching_overload':
      return noFunction(make, text, quoted);
    case 'invalid_condition_type':
    case 'invalid_logical_operand':
      return make('wrong_type', `“${quoted}” needs true or false there.`, 'Compare it with something: x == "yes".');
    case 'division_by_zero':
    case 'modulo_by_zero':
      return make('failed', `“${quoted}” divides by zero.`);
    case 'numeric_overflow':
      return make('failed', `“${quoted}” makes a number that is too large.`);
    case 'optional_value_missing':
      return make(
        'missing_field',
        `“${quoted}” reads something that is not there.`,
        'Use .orValue(…) to say what then.',
      );
    default:
      return make('failed', `“${quoted}” could not be worked out.`);
  }
}

type Make = (kind: ExpressionErrorCode, words: string, hint?: string) => ExpressionError;

function missing(make: Make, text: string, quoted: string): ExpressionError {
  if (/index/.test(text)) return make('missing_field', `“${quoted}” reads past the end of the list.`);
  const key = text.replace(/^No such key: /, '').slice(0, 60);
  if (key === 'length') return make('missing_field', `“${quoted}” uses .length.`, 'Write size(x) instead of x.length.');
  return make(
    'missing_field',
    `“${quoted}” reads “${key}”, which is not there.`,
    `Where it may be missing, write x.?${/^\w+$/.test(key) ? key : 'field'}.orValue("").`,
  );
}

function wrongType(make: Make, text: string, quoted: string): ExpressionError {
  const match = /no such overload: (\S+) (\S+) (\S+)$/.exec(text);
  if (!match) return make('wrong_type', `“${quoted}” uses a value of the wrong kind.`);
  const [, left = '', operator = '', right = ''] = match;
  const sides = `${typeInWords(left)} and ${typeInWords(right)}`;
  const number = /int|double|uint/;
  const mixes = /string/.test(left + right) && number.test(left + right);
  const hint = mixes ? 'Turn the text into a number first: number(x).' : nullHint(left, right);
  return make('wrong_type', `“${quoted}”: ${operator} does not work between ${sides}.`, hint);
}

const nullHint = (left: string, right: string): string | undefined =>
  /null/.test(left + right) ? 'The value is empty: check x != null first.' : undefined;

function noFunction(make: Make, text: string, quoted: string): ExpressionError {
  const name = /'(?:.*\.)?(\w+)\(/.exec(text)?.[1] ?? 'that';
  const known: Record<string, string> = {
    length: 'Write size(x).',
    includes: 'Write x.contains("…"), or "…" in x for a list.',
    toLowerCase: 'Write x.lowerAscii().',
    toUpperCase: 'Write x.upperAscii().',
    toString: 'Write string(x).',
    parseInt: 'Write number(x).',
    parseFloat: 'Write number(x).',
    Number: 'Write number(x).',
    String: 'Write string(x).',
    now: 'Use run.started_at for the time of the run.',
    test: 'Write reMatch(x, "pattern").',
  };
  return make('wrong_type', `“${quoted}”: ${name}() cannot be used so.`, known[name]);
}

const shorten = (text: string): string => (text.length > 120 ? `${text.slice(0, 117)}…` : text);
