import type { Trigger } from '../../automation/definition.ts';
import type { Sketch } from './sketch.ts';

/**
 * Words for a message nobody gave words for, made of what is known: what set it off, who gets it, what was done before.
 * Fields stand in braces by their plain names and become real ones once the words are taken.
 */

interface Words {
  subject: string;
  text: string;
}

const SUM = '{{ currency }} {{ amount }}';
const INVOICE = '{{ invoice number }}';

/** To whoever set it off: the payer, the invitee. */
function toCustomer(event: string, said: string, invoiced: boolean): Words | null {
  if (/^payout/.test(event)) return null;
  if (/fail/.test(event))
    return {
      subject: 'Your payment did not go through',
      text: `Hello, your payment of ${SUM} did not go through. Please try again, or answer this message if you need help.`,
    };
  if (/refund/.test(event))
    return { subject: 'Your refund is on its way', text: `Hello, your refund of ${SUM} is on its way.` };
  if (/^meeting\.cancel/.test(event))
    return {
      subject: 'Your meeting is cancelled',
      text: 'Hello {{ name }}, your meeting is cancelled. Answer this message to find another time.',
    };
  if (/^meeting/.test(event))
    return {
      subject: 'Your meeting is booked',
      text: 'Hello {{ name }}, thank you for booking. Your meeting is set, and we look forward to it.',
    };
  if (/^payment|^checkout|^invoice\.paid/.test(event))
    return invoiced
      ? {
          subject: `Invoice ${INVOICE}`,
          text: `Hello, thank you for your payment of ${SUM}. Your invoice number is ${INVOICE}.`,
        }
      : {
          subject: 'Thank you for your payment',
          text: `Hello, thank you for your payment of ${SUM}. We have received it.`,
        };
  if (/\border/.test(said))
    return { subject: 'Thank you for your order', text: 'Hello, thank you for your order. We have received it.' };
  if (/\b(?:form|contact|enquir|inquir|lead|message|request|signs? up)/.test(said))
    return {
      subject: 'Thank you for your message',
      text: 'Hello, thank you for your message. We have received it and will answer soon.',
    };
  return null;
}

/** To the team, the owner or whoever else. */
function toOthers(event: string): Words | null {
  const same = (words: string): Words => ({ subject: words, text: words });
  if (/^payout.*fail/.test(event)) return same(`The payout of ${SUM} failed`);
  if (/^payout/.test(event)) return same(`The payout of ${SUM} is done`);
  if (/fail/.test(event)) return same(`The payment of ${SUM} from {{ name }} failed`);
  if (/^meeting\.cancel/.test(event)) return same('{{ name }} cancelled their meeting');
  if (/^meeting/.test(event)) return same('{{ name }} booked a meeting');
  return /^payment|^checkout|^invoice\.paid/.test(event) ? same(`{{ name }} paid ${SUM}`) : null;
}

const SPEAKS = new Set(['email', 'sms', 'whatsapp', 'slack']);

/** Null where nothing is known that words could be made of: then they are asked for. */
export function suggestedFor(sketch: Sketch, index: number, part: keyof Words): string | null {
  const event = sketch.triggers.find((one): one is Trigger & { type: 'webhook' } => one.type === 'webhook')?.event;
  // A title of a card or a page is no message to anyone.
  if (event === undefined || !SPEAKS.has(sketch.steps[index]?.service ?? '')) return null;
  const params = sketch.steps[index]?.params ?? {};
  const to = [params.to, params.phone].find((one) => typeof one === 'string');
  const others = params.channel !== undefined || (typeof to === 'string' && !to.includes('{{ trigger.'));
  const invoiced = sketch.steps
    .slice(0, index)
    .some((step) => step.action === 'create_invoice' && step.condition === sketch.steps[index]?.condition);
  const words = others ? toOthers(event) : toCustomer(event, sketch.text.toLowerCase(), invoiced);
  return words?.[part] ?? null;
}

/** Words of an order that tell whom, what or where, and are no text for anybody: "it to my tenant", "in my Leads sheet and". */
const NO_TEXT = new RegExp(
  [
    ' ,|^,|, *$',
    '\\b(?:and|or|but|to|at|in|on|of|for|by|with|from|that|the|a|an|my|our|their|his|her|its|as|via|per)[\\s.]*$',
    "^(?:it|them|him|her|us|these|those|this|that)\\b(?!(?:'s|'re|'ll| is| are| was| will| has| have| can| must| goes| starts| does)\\b)",
    '^(?:know|so (?:that )?(?:i|we|it|they|you|he|she)|to (?:say|ask|asking|let|tell|remind|know)|each|every|again|back|half|straight away|right away|name and|which|who|whose|how much|how many)\\b',
    '^(?:in|on|into|onto|under|from|by|via|as) (?:my|our|the|a|an|their|this|that)\\b',
    '^(?:my|our|his|her|their) [a-z]+(?:[. ]*$| (?:know|desk|[a-z]+ know)\\b)',
    '^(?:(?:follow[- ]?up|thank[- ]?you) )?(?:e-?mail|mail|message|line|note|sms|text|whatsapp) (?:to|so|with|that|asking|saying|about|for)\\b',
    '\\b(?:each|per|every) (?:item|row|one|person|member|tenant|entry)\\b|\\bone (?:message|post|e-?mail|text) (?:per|for)\\b',
    '^(?:person|people|something|someone|somebody|anything|guys|folks|quick|short|traveller|customer|client|plumber|landlord|tenant)[\\s.]*$',
    ' \\.$|^[\\d.,\\s]+$|^asking\\b|\\bwith who\\b|\\b(?:of|to|for|with|from|in|on|at) (?:to|of|for|with|from|in|on|at|and|or)\\b',
  ].join('|'),
  'i',
);

/** Whether what was said of a message may be sent as it stands; else no words are suggested. */
export const isSendable = (said: string): boolean => !NO_TEXT.test(said);

/** A suggestion as people read it: what is filled in stands in brackets by its name. */
export const inWords = (suggested: string): string =>
  suggested
    .replaceAll(SUM, '[the amount]')
    .replace(/\{\{ *([a-z][a-z0-9_' ]*?) *\}\}/gi, (_, name: string) => `[the ${name.replaceAll('_', ' ')}]`);

/** "asking them for a review": a text that asks for it. */
export function askedFor(said: string): string | null {
  const what = /^(?:to )?ask(?:ing)?(?: (?:them|him|her|everyone|people))? for ([a-z][\w' -]{2,60})[.\s]*$/i.exec(
    said,
  )?.[1];
  return what ? `May we ask you for ${what.replace(/\b(?:their|his|her)\b/gi, 'your')}?` : null;
}
