import { listInWords, plural } from '../automation/words.ts';
import { platformOf } from './conversations.ts';
import { platformName } from './platform-names.ts';

const most = 8;
const named = (names: string[]): string => listInWords(names.slice(0, most).map((name) => `“${name}”`));

/** What is said about versions, copies, files and templates. Tone as in texts.ts. */
export const libraryTexts = {
  noWorkflows: 'You have no workflows yet. Tell me what you would like to happen by itself.',
  noSuch: (name: string, have: string[]) => `I know no workflow “${name}” of yours. You have ${named(have)}.`,
  whichOne: (have: string[]) => `Which workflow do you mean? You have ${named(have)}.`,

  versions: (name: string, count: number) => `${name}: ${plural(count, 'version')}`,
  version: (name: string, number: number, live: boolean) => `${name}, version ${number}${live ? ' (on now)' : ''}`,
  approved: (by: string, when: string, where: string) => `approved by ${by}, ${when}${whereInWords(where)}`,
  onNow: 'on now',
  olderVersions: (count: number) => `… and ${count} older. “Show version 1” shows one.`,
  goBack: 'Go back to this one',
  goBackTo: (number: number) => `Go back to version ${number}`,
  whatChanged: 'What changed since',
  compared: (name: string, from: number, to: number) => `${name}: from version ${from} to ${to}`,
  sameVersion: (number: number) => `That is version ${number} both times: nothing differs.`,
  noEarlier: (name: string) => `“${name}” has only one version, so there is nothing to go back to.`,
  back: (name: string, number: number) =>
    `Version ${number} of “${name}” again. Nothing changes until you approve it; runs that are going keep theirs.`,

  copied: (name: string) => `A copy of “${name}”, with your connections. It is on once you approve it.`,
  exportTitle: (name: string) => `${name} as a file`,
  exportHow: 'Paste it into a chat with me to make a workflow of it. No accounts or secrets are in it.',
  leftOut: (count: number) =>
    `${plural(count, 'secret')} left out of it: write ${count === 1 ? 'it' : 'them'} in before importing.`,
  exportPage: (name: string, url: string) =>
    `“${name}” as a file is too long for here. It is shown once, for ten minutes: ${url}`,
  importHow: 'Paste the file here: the JSON that “export …” gave you, from the first { to the last }.',
  imported: (name: string) => `Read. Here is “${name}”; it is on once you approve it.`,

  templates: 'Templates',
  templatesHow: 'Say “use the expense approval template”, or tap one. Nothing is on before you approve its card.',
  useTemplate: (title: string) => `Use ${title}`,
  noTemplate: (said: string, have: string[]) => `There is no template “${said}”. There is ${listInWords(have)}.`,
  fillIn: 'Fill it in',
  askFor: (label: string, example: string) => `${label}? For example: ${example}`,
  askMore: (count: number) => (count > 1 ? `There are ${count} things to fill in; the first:` : ''),
  dropped: (title: string) => `Left. Say “use the ${title.toLowerCase()} template” to begin again.`,
  fromTemplate: (title: string) => `From the template “${title}”. Change whatever you like, then approve.`,
  answeredBelow: 'Answered below.',
};

function whereInWords(where: string): string {
  if (where === 'api') return ', by the API';
  const platform = platformOf(where);
  return platform ? `, in ${platformName(platform)}` : '';
}
