import { AppError } from '../errors.ts';
import { placeOf, showFresh } from './fresh-draft.ts';
import { comparedCard } from './library-cards.ts';
import type { Room } from './room.ts';
import { type Tap, type TapHandlers, tell } from './tap.ts';
import { goOnWith } from './template-asking.ts';
import { texts } from './texts.ts';
import { libraryTexts } from './texts-library.ts';
import type { TurnOutcome } from './types.ts';

/** Buttons of versions and templates. Values: `workflow:number`, and a template's id. Whose they are is checked by the library itself. */
export function libraryTaps(room: Room): TapHandlers {
  const { automation } = room;

  function there() {
    const { library } = automation;
    if (!library) throw new AppError('not_found', texts.unknownButton);
    return library;
  }

  async function ofVersion(tap: Tap) {
    const at = tap.choice.value.lastIndexOf(':');
    const number = Number(tap.choice.value.slice(at + 1));
    if (at < 1 || !Number.isInteger(number) || number < 1) throw new AppError('not_found', texts.unknownButton);
    const { workflow } = await automation.workflow(tap.person, tap.choice.value.slice(0, at));
    return { workflow, number };
  }

  /** Cards are made in one's own conversations only. */
  async function isOwn(tap: Tap): Promise<boolean> {
    const owner = await room.store.ownerOf('conversation', tap.thread);
    return owner?.workspace === tap.person.workspace && owner.user === tap.person.user;
  }

  async function back(tap: Tap): Promise<TurnOutcome> {
    const { workflow, number } = await ofVersion(tap);
    if (!(await isOwn(tap))) return tell(room, tap, texts.elsewhere);
    const draft = await there().rollback(tap.person, workflow._id, number, await placeOf(room, tap.thread));
    const text = libraryTexts.back(workflow.name, number);
    return showFresh(room, tap.person, draft, { key: `tap:${tap.row}:intro`, text });
  }

  async function use(tap: Tap): Promise<TurnOutcome> {
    const library = there();
    const template = library.templates.find((one) => one.id === tap.choice.value);
    if (!template) return tell(room, tap, texts.unknownButton);
    if (!(await isOwn(tap))) return tell(room, tap, texts.elsewhere);
    if (!tap.values) return goOnWith(room, tap.person, tap, template, {});
    const draft = await library.fromTemplate(tap.person, template.id, tap.values, await placeOf(room, tap.thread));
    for (const prompt of await room.prompts.openIn(tap.person.workspace, tap.thread, tap.person.user))
      if (prompt.kind === 'question' && prompt.detail.asking)
        await room.prompts.close(prompt, libraryTexts.answeredBelow);
    const text = libraryTexts.fromTemplate(template.title);
    return showFresh(room, tap.person, draft, { key: `tap:${tap.row}:intro`, text });
  }

  return {
    'version.back': back,
    async 'version.compare'(tap) {
      const { workflow, number } = await ofVersion(tap);
      const words = await there().compare(tap.person, workflow._id, number, workflow.version);
      return tell(room, tap, comparedCard(workflow.name, number, workflow.version, words));
    },
    'template.use': use,
  };
}
