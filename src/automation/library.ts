import { AppError } from '../errors.ts';
import type { DraftRow, VersionRow, WorkflowRow } from '../store/workflows.ts';
import { liveWorkflow, ownWorkflow } from './access.ts';
import type { Definition } from './definition.ts';
import type { AutomationDeps } from './deps.ts';
import { changesInWords } from './diff.ts';
import { owned } from './draft-basis.ts';
import { fromPortable, type Portable, portableText, toPortable } from './portable.ts';
import type { Automation, Person } from './service.ts';
import { TEMPLATES } from './templates/all.ts';
import { filledIn, type Template } from './templates/template.ts';

/** Where a draft is made: its thread, and what was said before. */
export interface Place {
  thread: string | null;
  context: DraftRow['context'];
}

export interface Exported {
  file: Portable;
  /** The file as text; the same definition always gives the same. */
  text: string;
  /** Where secrets stood. */
  leftOut: string[];
}

/** What is made from workflows there are: their versions, copies and files, and templates. All of it becomes drafts. */
export interface Library {
  /** Throws `not_found` naming the versions there are. */
  version(person: Person, id: string, number: number): Promise<VersionRow>;
  /** What the later differs in from the earlier, in words with `~~old~~ **new**`. */
  compare(person: Person, id: string, from: number, to: number): Promise<string>;
  /** A draft of an earlier version against the one that is live. Nothing changes before it is approved. */
  rollback(person: Person, id: string, number: number, place: Place): Promise<DraftRow>;
  /** A draft of a new workflow that does the same. Throws `conflict` where the name asked for is taken. */
  duplicate(person: Person, id: string, name: string | null, place: Place): Promise<DraftRow>;
  exported(person: Person, id: string): Promise<Exported>;
  /** Address of a one-time page with a file's text. */
  exportPage(person: Person, title: string, text: string): Promise<string>;
  /** A draft from a file. Throws `invalid` with findings. */
  imported(person: Person, file: unknown, place: Place): Promise<DraftRow>;
  templates: readonly Template[];
  /** A draft from a template. Throws `not_found`, `invalid` with a finding for each value that is missing or unfit. */
  fromTemplate(person: Person, id: string, values: Record<string, string>, place: Place): Promise<DraftRow>;
}

export function createLibrary(deps: AutomationDeps, propose: Automation['propose']): Library {
  const { store, catalogue, config } = deps;

  async function version(person: Person, id: string, number: number): Promise<VersionRow> {
    const workflow = await ownWorkflow(store, person, id);
    const row = await store.versions
      .findOne({ workspace: workflow.workspace, workflow: id, number })
      .lean<VersionRow>();
    if (row) return row;
    const there = workflow.version === 1 ? 'is only version 1' : `are versions 1 to ${workflow.version}`;
    throw new AppError('not_found', `“${workflow.name}” has no version ${number}. There ${there}.`);
  }

  /** Names of the person's workflows by id, for what refers to them. */
  async function workflowNames(person: Person): Promise<Map<string, string>> {
    const rows = await store.workflows
      .find({ ...owned(person), status: { $ne: 'deleted' } }, { name: 1 })
      .limit(500)
      .lean<Pick<WorkflowRow, '_id' | 'name'>[]>();
    return new Map(rows.map((row) => [row._id, row.name]));
  }

  const fresh = (person: Person, definition: unknown, place: Place, assumptions: string[] = []) =>
    propose(person, { definition, assumptions, ...place, renameRepeats: true });

  /** An earlier definition under the name it goes by now, where that was changed by itself or its old one is another's. */
  async function underItsName(person: Person, live: WorkflowRow, definition: Definition): Promise<Definition> {
    if (definition.name === live.name) return definition;
    const renamed = live.name !== live.definition.name;
    const taken = await store.workflows.exists({
      ...owned(person),
      name: definition.name,
      status: { $in: ['active', 'paused', 'failed'] },
      _id: { $ne: live._id },
    });
    return renamed || taken ? { ...definition, name: live.name } : definition;
  }

  return {
    version,

    async compare(person, id, from, to) {
      const [before, after] = [await version(person, id, from), await version(person, id, to)];
      return changesInWords(before.definition, after.definition, {
        catalogue,
        currency: config.WORKFLOW_CURRENCY,
        timeZone: person.timeZone,
      });
    },

    async rollback(person, id, number, place) {
      const live = await liveWorkflow(store, person, id);
      const row = await version(person, id, number);
      if (row.number === live.version)
        throw new AppError('conflict', `Version ${number} of “${live.name}” is the one that is on.`);
      return propose(person, {
        definition: await underItsName(person, live, row.definition),
        assumptions: [],
        ...place,
        workflow: { id, baseVersion: live.version },
      });
    },

    async duplicate(person, id, name, place) {
      const live = await liveWorkflow(store, person, id);
      const wanted = name?.trim();
      if (wanted !== undefined && (wanted.length === 0 || wanted.length > 80))
        throw new AppError('bad_request', 'A name has 1 to 80 characters.');
      if (wanted !== undefined)
        return propose(person, { definition: { ...live.definition, name: wanted }, assumptions: [], ...place });
      return fresh(person, { ...live.definition, name: `${live.name.slice(0, 70)} copy` }, place);
    },

    async exported(person, id) {
      const row = await ownWorkflow(store, person, id);
      const { file, leftOut } = toPortable({ ...row.definition, name: row.name }, await workflowNames(person));
      return { file, text: portableText(file), leftOut };
    },

    exportPage: (person, title, text) => deps.pages.make(person, 'file', { title, secret: text }),

    imported: async (person, file, place) => fresh(person, fromPortable(file), place),

    templates: TEMPLATES,

    async fromTemplate(person, id, values, place) {
      const template = TEMPLATES.find((one) => one.id === id);
      if (!template) throw new AppError('not_found', 'There is no such template. Say “templates” to see them.');
      const { definition, assumptions } = filledIn(template, values, {
        timeZone: person.timeZone,
        currency: config.WORKFLOW_CURRENCY,
      });
      return fresh(person, definition, place, assumptions);
    },
  };
}
