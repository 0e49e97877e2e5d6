import type { Choice } from '../../src/chat/types.ts';
import { hash } from '../../src/ids.ts';
import { LIMITS } from './limits.ts';

/** The id a button or row carries: the choice itself, or a short name for one that does not fit there. */
export function choiceId(choice: Choice): string {
  const id = `${choice.name}|${choice.value}`;
  return id.length <= LIMITS.rowId && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(id)
    ? id
    : `#${hash(id).slice(0, 40)}`;
}

/** What an id stands for among the choices a message offered; null where it was not offered there. */
export function offered(id: string, choices: readonly Choice[]): Choice | null {
  const first = id.replace(SAME, '');
  const find = (wanted: string) => choices.find((choice) => choiceId(choice) === wanted);
  return find(id) ?? find(first) ?? null;
}

const SAME = /~\d+$/;

/** The ids of choices that stand together: they must differ, also where a card offers one thing twice. */
export function choiceIds(choices: readonly Choice[]): string[] {
  const ids = choices.map(choiceId);
  return ids.map((id, index) => (ids.indexOf(id) === index ? id : `${id.slice(0, LIMITS.rowId - 4)}~${index}`));
}

/** Reads an id where nothing is known of its message any more; null where it is a short name or none of ours. */
export function readChoiceId(id: string): Choice | null {
  const at = id.indexOf('|');
  const name = id.slice(0, at);
  return at > 0 && /^[A-Za-z0-9_.-]+$/.test(name) ? { name, value: id.slice(at + 1) } : null;
}
