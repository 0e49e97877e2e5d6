/** A request in lines, each a part of it: "- mon 9am / - slack #ops / - “Standup”", "trigger: … / action: … / text: …". */

const BULLET = /^\s*(?:[-*•–]|\d{1,2}[.)])\s+/;
const KEYED =
  /^\s*(trigger|when|starts?|event|schedule|time|days?|if|condition|action|do|then|what|step|service|app|channel|where|to|who|recipient|message|text|body|says?)\s*[:=]\s*/i;

/** The lines as one sentence; as it was where they are sentences of their own. */
export function inOneLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.some((line) => (line.match(/["“”„«»]/g) ?? []).length % 2 === 1)) return text;
  if (lines.length < 2 || lines.length > 8 || lines.some((line) => line.length > 120)) return text;
  if (lines.every((line) => KEYED.test(line)))
    return lines
      .map(keyed)
      .join('')
      .replace(/^[,\s]+/, '');
  // A bullet with a verb of its own is read as it stands.
  const short = lines.every((line) => BULLET.test(line) && line.replace(BULLET, '').trim().split(/\s+/).length < 5);
  const quoted = lines.some((line) => /^["'“‘]/.test(line.replace(BULLET, '')));
  return short && quoted ? lines.map((line) => line.replace(BULLET, '').trim()).join(' ') : text;
}

function keyed(line: string): string {
  const key = KEYED.exec(line)?.[1]?.toLowerCase() ?? '';
  const rest = line.replace(KEYED, '').trim();
  if (/^(?:trigger|when|starts?|event)$/.test(key))
    return /^(?:when|every|each|daily|on|at)\b/i.test(rest) ? rest : `${rest}:`;
  if (/^(?:if|condition)$/.test(key)) return ` if ${rest.replace(/^if /i, '')},`;
  if (/^(?:message|text|body|says?)$/.test(key)) return /^["“]/.test(rest) ? ` ${rest}` : ` saying ${rest}`;
  if (/^(?:channel|where|to|who|recipient)$/.test(key)) return ` to ${rest}`;
  return ` ${rest}`;
}
