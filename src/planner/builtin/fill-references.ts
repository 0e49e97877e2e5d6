import type { ParamMeta } from '../../connectors/define.ts';
import { has, take, type Work } from './fill.ts';
import { resolve, template } from './scope.ts';

/** Parameters that come with the trigger or an earlier step. */

/** People and values that come with the trigger or an earlier step: "the customer", "for the amount". */
export function referred(work: Work, name: string, meta: ParamMeta, required: boolean): void {
  if (has(work, name)) return;
  const { start, end } = work.clause;
  const stretch = work.left.slice(start, end);
  const phrase = (pattern: string) => new RegExp(pattern).exec(stretch);
  if (meta.kind === 'email' || meta.kind === 'phone') {
    const me = phrase(
      String.raw`^[\s\uE000]*(?:to )?(me|myself)\b|\b(?:to|for) (me|myself|my (?:email|inbox|phone|number|whatsapp|mpesa|m-pesa))\b`,
    );
    const owner = meta.kind === 'email' ? work.scope.owner.email : work.scope.owner.phone;
    if (me && required) {
      take(work, start + me.index, start + me.index + me[0].length);
      if (owner) work.params[name] = template(`owner.${meta.kind}`);
      return;
    }
  }
  const wanted = `((?!(?:with|for|to|by|on|in|at|and|from) )(?:the |their |his |her |that |this |each |every )?(?:[a-z]+'s? )?[a-z]+(?:_[a-z]+)*(?: (?:address|number|email|phone|name))?)`;
  const leads =
    meta.kind === 'money'
      ? `(?:for|of|with|worth)(?: all)? `
      : meta.kind === 'email' || meta.kind === 'phone'
        ? String.raw`(?:^[\s\uE000]*|\b(?:to|for|with|using|kwa) )`
        : String.raw`\b(?:for|to|of|with) `;
  for (const found of stretch.matchAll(new RegExp(leads + wanted, 'g'))) {
    const words = found[1] ?? '';
    const reference =
      meta.kind === 'money' && /^what (?:they|he|she) paid$/.test(words) ? null : resolve(work.scope, words, meta.kind);
    if (!reference || !worth(work, meta, words, reference.path)) continue;
    if (!required && !meta.fromTrigger) continue;
    work.params[name] = template(reference.path);
    if (required && (meta.kind === 'email' || meta.kind === 'phone'))
      take(work, start + found.index + (found[0].length - words.length), start + found.index + found[0].length);
    return;
  }
  if (
    meta.kind === 'money' &&
    required &&
    /\b(?:the amount|what (?:they|he|she|was) paid|the total|that amount|same amount|amount paid|payment amount)\b/.test(
      stretch,
    )
  ) {
    fromTrigger(work, name, meta);
    return;
  }
  if (
    meta.kind === 'email' &&
    required &&
    meta.spoken &&
    /\b(?:their|the|its) (?:[a-z']+(?:,| and|, and) )+(?:their )?email\b/.test(stretch)
  ) {
    const reference = resolve(work.scope, 'email', 'email');
    if (reference && worth(work, meta, 'email', reference.path)) {
      work.params[name] = template(reference.path);
      return;
    }
  }
  if (!required && meta.fromTrigger && work.scope.webhook) {
    const spoken = meta.fromTrigger.find((one) =>
      new RegExp(`(?:\\b(?:with|and|the|their|including) |, )(?:the |their )?${one}\\b`).test(stretch),
    );
    const reference = spoken ? resolve(work.scope, spoken, meta.kind) : null;
    const said = spoken ? new RegExp(`(?:\\b(?:and|with) )?(?:(?:the|their) )?\\b${spoken}\\b`).exec(stretch) : null;
    if (reference && said && worth(work, meta, spoken ?? '', reference.path)) {
      work.params[name] = template(reference.path);
      take(work, start + said.index, start + said.index + said[0].length);
      return;
    }
  }
  const alone =
    /\b(?:the|their|a|that|new|my|our) (?:[a-z]+ )?(passenger|guest|customer|client|payer|invitee|buyer|attendee|booker|hotel|payment|lead|subscriber|user)\b|\b(them|him|her|the hotel)\b/.exec(
      `${stretch} ${work.clause.masked.slice(start, end)}`,
    );
  if (alone && (required || meta.fromTrigger) && ['email', 'phone', 'person', 'id'].includes(meta.kind)) {
    const reference = resolve(work.scope, alone[1] ?? alone[2] ?? '', meta.kind);
    if (reference && worth(work, meta, alone[0], reference.path)) {
      work.params[name] = template(reference.path);
      return;
    }
  }
  if (required && work.scope.webhook && meta.kind !== 'email' && meta.kind !== 'phone') fromTrigger(work, name, meta);
}

/** "calendar event, same time": when it starts comes with what starts it, where no time is said. */
export function timed(work: Work, name: string, meta: ParamMeta): void {
  const { start, end } = work.clause;
  const stretch = work.left.slice(start, end);
  const alike =
    /\b(?:(?:at|on|for) )?(?:the )?(?:same|that|booked|chosen) (?:time|date|slot|day|start)(?: as (?:the|that|their) [a-z]+)?\b/.exec(
      stretch,
    );
  if (
    has(work, name) ||
    !work.scope.webhook ||
    (!alike && /\d|\b(?:tomorrow|today|noon|midnight|next)\b/.test(stretch))
  )
    return;
  const known = work.scope.fields.some((field) => field.step < 0 && field.kind === 'datetime');
  if (!known && !alike) return;
  fromTrigger(work, name, meta);
  if (alike && has(work, name)) take(work, start + alike.index, start + alike.index + alike[0].length);
}

/** A thing of the trigger by the names it usually has there. */
function fromTrigger(work: Work, name: string, meta: ParamMeta): void {
  for (const wanted of meta.fromTrigger ?? []) {
    const reference = resolve({ ...work.scope, open: false, item: false }, wanted, meta.kind);
    if (reference?.path.startsWith('trigger.')) {
      work.params[name] = template(reference.path);
      // The step itself says so of what is called the same.
      if (reference.label !== meta.label) work.assumptions.push(`${meta.label} is ${reference.label}`);
      return;
    }
  }
  if (work.scope.open && meta.fromTrigger?.[0] && !work.scope.item) {
    work.params[name] = template(`trigger.${meta.fromTrigger[0].replaceAll(' ', '_').replaceAll("'s", '')}`);
    work.assumptions.push(`${meta.label} comes with the request as “${meta.fromTrigger[0]}”`);
  }
}

function worth(work: Work, meta: ParamMeta, words: string, path: string): boolean {
  if (path.startsWith('run.')) return false;
  const field = work.scope.fields.find((one) => one.path === path);
  if (meta.kind === 'email' || meta.kind === 'phone')
    return field
      ? field.kind === meta.kind || field.spoken.includes(meta.kind)
      : path.endsWith(meta.kind) || work.scope.item;
  if (meta.kind === 'money') return field ? field.kind === 'money' : /amount|total|price|sum|value/.test(words);
  if (meta.kind === 'id') return path.startsWith('trigger.') && /id$|hotel|reference/.test(path);
  return field ? ['person', 'name', 'title', 'email'].includes(field.kind) : true;
}
