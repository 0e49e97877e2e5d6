import type { Library } from '../automation/library.ts';
import { asFile, looksPortable, parsePortable } from '../automation/portable.ts';
import type { Template } from '../automation/templates/template.ts';
import { AppError } from '../errors.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { findConversation, nowAbout, platformOf } from './conversations.ts';
import { placeOf, showFresh } from './fresh-draft.ts';
import { comparedCard, exportCard, templatesCard, versionCard, versionsCard } from './library-cards.ts';
import { type LibraryWish, libraryWishOf, type VersionNumber } from './library-wishes.ts';
import type { Member } from './people.ts';
import { asText } from './plain.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import { errorText } from './tap.ts';
import { answerTemplate, goOnWith } from './template-asking.ts';
import { libraryTexts as texts } from './texts-library.ts';
import type { Content, TurnOutcome } from './types.ts';

/** Characters a platform takes where it does not say. */
const USUAL_TEXT = 3_000;
/** Words of an automation that is being described, whatever else it speaks of. */
const DESCRIBED = /\b(?:every|each|when|whenever|daily|weekly|monthly|after|then|if)\b/i;

/** Whether a message is for `createLibraryRequests`: it then stands for itself. */
export const isLibraryRequest = (text: string): boolean => looksPortable(text) || libraryWishOf(text) !== null;

/** Versions, copies, files and templates, asked for in fixed words: no planner. Null for anything else. */
export function createLibraryRequests(room: Room) {
  const { automation, outbox } = room;

  async function reply(row: MessageInbox, content: Content): Promise<TurnOutcome> {
    await outbox.post(row.thread, `turn:${row._id}:reply`, content);
    return { kind: 'say', text: asText(content) };
  }

  /** The workflow that is meant; a text where none can be told; null where the words may mean something else. */
  async function meant(
    row: MessageInbox,
    person: Member,
    name: string | null,
    sure: boolean,
  ): Promise<WorkflowRow | string | null> {
    const all = await automation.workflows(person);
    const names = all.map((one) => one.name);
    if (all.length === 0) return sure ? texts.noWorkflows : null;
    if (name === null) {
      const conversation = await findConversation(room.store, row.thread);
      const about = all.find((one) => one._id === conversation?.about);
      return about ?? (all.length === 1 ? (all[0] ?? null) : sure ? texts.whichOne(names) : null);
    }
    const found = called(all, name);
    if (found.length === 1) return found[0] ?? null;
    if (!sure) return null;
    return found.length > 1 ? texts.whichOne(found.map((one) => one.name)) : texts.noSuch(name, names);
  }

  const numberOf = (workflow: WorkflowRow, number: VersionNumber): number => {
    if (typeof number === 'number') return number;
    if (number === 'current') return workflow.version;
    if (workflow.version === 1) throw new AppError('conflict', texts.noEarlier(workflow.name));
    return number === 'first' ? 1 : workflow.version - 1;
  };

  type AboutOne = Exclude<LibraryWish, { kind: 'import' | 'templates' | 'use' }>;

  async function aboutOne(
    row: MessageInbox,
    person: Member,
    wish: AboutOne,
    library: Library,
  ): Promise<TurnOutcome | null> {
    // "Copy" and "export" may be about anything; the others are about versions of something.
    const sure = wish.kind !== 'copy' && wish.kind !== 'export' && !DESCRIBED.test(row.body.text);
    if (wish.kind === 'back' && wish.undo && !(await isOfLive(row))) return null;
    const workflow = await meant(row, person, wish.name, sure);
    if (workflow === null) return null;
    if (typeof workflow === 'string') return reply(row, workflow);
    const { thread } = row;
    const intro = (text: string) => ({ key: `turn:${row._id}:intro`, text });
    await nowAbout(room, person.workspace, thread, workflow._id);
    switch (wish.kind) {
      case 'versions':
        return reply(row, versionsCard(workflow, await automation.versions(person, workflow._id), person.timeZone));
      case 'version': {
        const version = await library.version(person, workflow._id, numberOf(workflow, wish.number));
        return reply(row, versionCard(room, workflow, version, person.timeZone));
      }
      case 'compare': {
        const [from, to] = [numberOf(workflow, wish.from), numberOf(workflow, wish.to)];
        if (from === to) return reply(row, texts.sameVersion(from));
        const words = await library.compare(person, workflow._id, from, to);
        return reply(row, comparedCard(workflow.name, from, to, words));
      }
      case 'back': {
        const number = numberOf(workflow, wish.number);
        const draft = await library.rollback(person, workflow._id, number, await placeOf(room, thread));
        return showFresh(room, person, draft, intro(texts.back(workflow.name, number)));
      }
      case 'copy': {
        const draft = await library.duplicate(person, workflow._id, wish.as, await placeOf(room, thread));
        return showFresh(room, person, draft, intro(texts.copied(workflow.name)));
      }
      case 'export':
        return exported(row, person, workflow, library);
    }
  }

  /** As a block to copy, or, where the platform takes less than that at once, as a page of its own. */
  async function exported(row: MessageInbox, person: Member, workflow: WorkflowRow, library: Library) {
    const made = await library.exported(person, workflow._id);
    const card = exportCard(made);
    const most = room.adapters.get(platformOf(row.thread))?.limits.text ?? USUAL_TEXT;
    if (asText(card).length <= most) return reply(row, card);
    const url = await library.exportPage(person, `${workflow.name}, as a file`, made.text);
    return reply(row, texts.exportPage(workflow.name, url));
  }

  async function use(row: MessageInbox, person: Member, said: string, library: Library): Promise<TurnOutcome | null> {
    const template = templateCalled(library.templates, said);
    if (template) return goOnWith(room, person, { row: row._id, thread: row.thread }, template, {});
    // "email template" and the like may be about something else.
    if (!/^(?:please )?(?:use|start)\b/i.test(row.body.text) || DESCRIBED.test(row.body.text)) return null;
    return reply(
      row,
      texts.noTemplate(
        said,
        library.templates.map((one) => one.title),
      ),
    );
  }

  /** Whether "undo that" can mean a workflow that is on: nothing is open here, and one is talked of. */
  async function isOfLive(row: MessageInbox): Promise<boolean> {
    const conversation = await findConversation(room.store, row.thread);
    return Boolean(conversation?.about) && conversation?.draft === null;
  }

  async function answered(row: MessageInbox, person: Member, library: Library): Promise<TurnOutcome | null> {
    const { text } = row.body;
    if (looksPortable(text)) {
      const draft = await library.imported(person, asFile(parsePortable(text)), await placeOf(room, row.thread));
      const name = draft.definition?.name ?? '';
      return showFresh(room, person, draft, { key: `turn:${row._id}:intro`, text: texts.imported(name) });
    }
    const wish = libraryWishOf(text);
    if (!wish) return answerTemplate(room, person, row);
    switch (wish.kind) {
      case 'import':
        return reply(row, texts.importHow);
      case 'templates':
        return reply(row, templatesCard(library.templates));
      case 'use':
        return (await use(row, person, wish.template, library)) ?? answerTemplate(room, person, row);
      default:
        return (await aboutOne(row, person, wish, library)) ?? answerTemplate(room, person, row);
    }
  }

  return async function answer(row: MessageInbox, person: Member): Promise<TurnOutcome | null> {
    const { library } = automation;
    // An evaluation's workflows exist only in its question.
    if (!library || row.body.overrides) return null;
    try {
      return await answered(row, person, library);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'internal') throw error;
      return reply(row, errorText(error));
    }
  };
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word && !/^(?:the|my|our|a|an|workflow|automation|flow|called|named)$/.test(word));

/** Those of a name: exactly, else with all the words that were said in it. */
function called<T extends { name: string }>(all: T[], name: string): T[] {
  const said = name.toLowerCase();
  const exact = all.filter((one) => one.name.toLowerCase() === said);
  if (exact.length > 0) return exact;
  const words = wordsOf(name);
  if (words.length === 0) return [];
  const same = all.filter((one) => wordsOf(one.name).join(' ') === words.join(' '));
  return same.length > 0 ? same : all.filter((one) => words.every((word) => wordsOf(one.name).includes(word)));
}

/** The template people mean by its title, its id or some of its words. */
function templateCalled(templates: readonly Template[], said: string): Template | null {
  const [first, ...more] = called(
    templates.map((template) => ({ name: template.title, template })),
    said.replace(/-/g, ' '),
  );
  if (first && more.length === 0) return first.template;
  return templates.find((one) => one.id === said.toLowerCase().trim().replace(/\s+/g, '-')) ?? null;
}
