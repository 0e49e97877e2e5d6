import type { Definition } from './definition.ts';
import { sentence } from './words.ts';

/** What happens after a failure nothing handled, and on a cancellation; null where nothing special does. */
export function endingInWords({ on_failure: failure, on_cancel: cancel, profile }: Definition): string | null {
  const parts: string[] = [];
  if (profile === 'bounded') parts.push('a run may take two hours, and a day with all that continues it');
  if (failure === 'ask') parts.push('if a step fails it waits and asks you what to do');
  if (failure === 'undo') parts.push('if a step fails it takes back what was done, the last thing first');
  if (cancel === 'undo') parts.push('if you cancel a run it takes back what was done');
  return parts.length > 0 ? `${sentence(parts.join('; '))}.` : null;
}
