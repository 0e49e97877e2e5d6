import type { Exported } from '../automation/library.ts';
import type { Template } from '../automation/templates/template.ts';
import { templateForm } from '../automation/templates/template.ts';
import { dayAndTime } from '../automation/words.ts';
import type { VersionRow, WorkflowRow } from '../store/workflows.ts';
import type { Room } from './room.ts';
import { libraryTexts as texts } from './texts-library.ts';
import type { Card, CardChoice } from './types.ts';

/** Versions named on one card, and how many of them have a button. */
const SHOWN = 20;
const BUTTONS = 5;

export const versionValue = (workflow: string, number: number): string => `${workflow}:${number}`;

const approvalWords = ({ approval }: VersionRow, zone: string): string =>
  texts.approved(approval.name, dayAndTime(approval.at, zone), approval.where);

/** Every version with who approved it, when and where; earlier ones can be gone back to. */
export function versionsCard(workflow: WorkflowRow, versions: VersionRow[], zone: string): Card {
  const shown = versions.slice(0, SHOWN);
  const fields = shown.map((one) => ({
    label: `Version ${one.number}${one.number === workflow.version ? ` (${texts.onNow})` : ''}`,
    value: approvalWords(one, zone),
  }));
  const earlier = workflow.status === 'deleted' ? [] : shown.filter((one) => one.number !== workflow.version);
  const [only] = earlier;
  const choices = earlier.slice(0, BUTTONS).map(
    (one): CardChoice => ({
      name: 'version.back',
      value: versionValue(workflow._id, one.number),
      label: earlier.length === 1 && only ? texts.goBack : texts.goBackTo(one.number),
      style: 'plain',
    }),
  );
  return {
    title: texts.versions(workflow.name, workflow.version),
    body: [{ kind: 'fields', fields }],
    ...(choices.length > 0 && { choices }),
    ...(workflow.version > shown.length && { footer: texts.olderVersions(workflow.version - shown.length) }),
  };
}

/** One version: what it does and who approved it. */
export function versionCard(room: Room, workflow: WorkflowRow, version: VersionRow, zone: string): Card {
  const { definition, number } = version;
  const live = number === workflow.version;
  const value = versionValue(workflow._id, number);
  return {
    title: texts.version(workflow.name, number, live),
    body: [
      ...(definition.description ? [{ kind: 'text' as const, text: definition.description }] : []),
      { kind: 'steps', steps: definition.steps.map((step) => ({ text: room.stepIn(definition, step) })) },
    ],
    ...(!live &&
      workflow.status !== 'deleted' && {
        choices: [
          { name: 'version.back', value, label: texts.goBack, style: 'primary' },
          { name: 'version.compare', value, label: texts.whatChanged, style: 'plain' },
        ],
      }),
    footer: approvalWords(version, zone),
  };
}

export const comparedCard = (name: string, from: number, to: number, words: string): Card => ({
  title: texts.compared(name, from, to),
  body: [{ kind: 'text', text: words }],
});

/** A workflow as a file, to copy. */
export function exportCard({ file, text, leftOut }: Exported): Card {
  return {
    title: texts.exportTitle(file.definition.name),
    body: [
      { kind: 'code', text },
      ...(leftOut.length > 0
        ? [{ kind: 'alert' as const, level: 'warning' as const, text: texts.leftOut(leftOut.length) }]
        : []),
    ],
    footer: texts.exportHow,
  };
}

/** The choice that takes a template: a form where there are forms, questions elsewhere. */
export function templateChoice(template: Template, label: string): CardChoice {
  const form = template.parameters.length > 0 ? { form: templateForm(template) } : {};
  return { name: 'template.use', value: template.id, label, style: 'plain', ...form };
}

export const templatesCard = (templates: readonly Template[]): Card => ({
  title: texts.templates,
  body: [{ kind: 'fields', fields: templates.map((one) => ({ label: one.title, value: one.summary })) }],
  choices: templates.map((one) => templateChoice(one, one.title)),
  footer: texts.templatesHow,
});
