import type { PlannerReply } from '../types.ts';
import { askedAgain } from './meant-here.ts';
import type { Sketch } from './sketch.ts';
import { keep, type Turn } from './turn.ts';
import { say } from './words.ts';

/** What is said to a sentence that leads nowhere: that no service does it only where it asks for something to be done. */

const DOES =
  /^(?:(?:please|can you|could you|would you|i want you to|i want to|i need you to|i'd like you to|i need to|also|and|then|just)[,\s]+)*(?:order|book|buy|call|phone|ring|print|water|feed|walk|play|open|close|lock|unlock|turn (?:on|off)|switch (?:on|off)|dim|translate|tweet|upload|download|deploy|restart|reboot|sync|scan|record|clean|wash|cook|make me|bring|deliver|ship|drive|fly|pick up|pick|fetch|track|monitor|watch|charge|transfer|wire|fax|mail a|sign|file|submit|rent|reserve|hire|apply|register|vote|sell|trade|invest|publish|delete all|back up|backup|mine|hack|build|paint|draw|photograph|take a (?:photo|picture)|sing|dance|park|mow|vacuum|brew|heat|cool|order me|get me|find me|send a (?:letter|parcel|fax|drone|postcard))\b(?! (?:it|this|that)[.!?]*$)/i;
const MOST = 120;

/** Whether something is asked for that some service would have to do; anything else is words with no place. */
export const asksForDeed = (words: string): boolean => DOES.test(words.trim());

/** Words that were typed, never the ones they were brought into. */
function quoted(written: string, words: string): string {
  const plain = (text: string) =>
    text
      .replace(/[\s.!?]+$/, '')
      .replace(/\s+/g, ' ')
      .trim();
  const said = plain(words);
  return written.includes(said) ? said : plain(written).slice(0, MOST);
}

export function notUnderstood(turn: Turn, sketch: Sketch): PlannerReply {
  const { input, dialog } = turn;
  const words = quoted(input.text, sketch.cannot ?? '');
  // Words that name where something goes are no deed without a service.
  const timed = sketch.triggers.length > 0 || sketch.when !== null;
  const about = input.workflows.find((one) => one.id === input.about && one.status !== 'deleted');
  const text =
    (timed && !/[@#]|\+\d/.test(words)) || asksForDeed(sketch.cannot ?? '') || asksForDeed(input.text)
      ? say.cannot(words)
      : about
        ? say.unclearHere(words, about.name)
        : say.unclear(words);
  // What was asked stays asked: one sentence that leads nowhere loses nothing.
  return dialog.asked.length > 0 && dialog.sketch ? askedAgain(dialog, text) : keep(dialog, { kind: 'say', text });
}
