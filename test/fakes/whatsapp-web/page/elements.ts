type Child = HTMLElement | string;

/** An element with a class and what is in it; text stays text. */
export function el(tag: string, className: string, children: Child | Child[] = []): HTMLElement {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...(Array.isArray(children) ? children : [children]));
  return element;
}

const MARKS: [RegExp, string][] = [
  [/```([\s\S]+?)```/, 'pre'],
  [/`([^`\n]+)`/, 'code'],
  [/(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])/, 'b'],
  [/(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])/, 'i'],
  [/(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])/, 's'],
];

/** A text with WhatsApp's marks drawn: bold, italic, struck, code, lists and quotes. */
export function formatted(text: string): Child[] {
  const block = /```([\s\S]+?)```/.exec(text);
  if (block?.[1] !== undefined) {
    const end = block.index + block[0].length;
    return [...formatted(text.slice(0, block.index)), el('pre', '', block[1]), ...formatted(text.slice(end))];
  }
  return text.split('\n').flatMap((line, index) => [...(index > 0 ? ['\n'] : []), ...lineOf(line)]);
}

function lineOf(line: string): Child[] {
  const item = /^[*-] (.+)$/.exec(line);
  if (item?.[1] !== undefined) return ['•  ', ...inline(item[1])];
  const quote = /^> (.+)$/.exec(line);
  if (quote?.[1] !== undefined) return [el('q', '', inline(quote[1]))];
  return inline(line);
}

function inline(text: string): Child[] {
  const found = MARKS.map(([pattern, tag]) => ({ match: pattern.exec(text), tag }))
    .filter((one): one is { match: RegExpExecArray; tag: string } => one.match !== null)
    .sort((one, other) => one.match.index - other.match.index)[0];
  if (!found) return text === '' ? [] : [text];
  const { match, tag } = found;
  const inner = tag === 'code' ? [match[1] ?? ''] : inline(match[1] ?? '');
  return [text.slice(0, match.index), el(tag, '', inner), ...inline(text.slice(match.index + match[0].length))];
}
