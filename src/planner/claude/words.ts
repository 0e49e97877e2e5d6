import type { Finding } from '../../errors.ts';

/** What the person reads when the model has nothing usable to say. */

export const REFUSED = "I can't help with that one. If there is something else to automate, tell me.";
export const TOO_LARGE =
  'That is more than I can put into one workflow at once. Could you describe the first part, and we add the rest after?';
export const TOO_LONG =
  'This conversation has become too long for me to follow. Could you start a new one with what you need now?';
export const NOT_UNDERSTOOD = 'I did not get to an answer. Could you say it once more, in other words?';

/** After the last repair failed: what could not be built, in the words of the check. */
export function couldNotBuild(findings: Finding[]): string {
  const said = [...new Set(findings.map((finding) => finding.message))].slice(0, 3);
  return `I could not build this so that it holds up. What stands in the way:\n${said.map((line) => `- ${line}`).join('\n')}\nTell me how you would like that to be, or describe a smaller part of it.`;
}
