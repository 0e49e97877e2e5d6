import { errorsIn } from './blocks/check.ts';
import { plain } from './blocks/objects.ts';
import { type Check, list, object, oneOf, text, yesNo } from './blocks/schema.ts';
import type { FakeView, Json } from './model.ts';
import { withIds } from './posts.ts';
import { Refused } from './refused.ts';
import type { State } from './state.ts';

const anything: Check = () => {};
const common = {
  private_metadata: text(0, 3000),
  callback_id: text(0, 255),
  external_id: text(0, 255),
};

const SHAPES = {
  home: object({ required: { type: oneOf('home'), blocks: list(anything, 0, 100) }, optional: common }),
  modal: object({
    required: { type: oneOf('modal'), title: plain(24), blocks: list(anything, 0, 100) },
    optional: {
      ...common,
      close: plain(24),
      submit: plain(24),
      clear_on_close: yesNo,
      notify_on_close: yesNo,
      submit_disabled: yesNo,
    },
  }),
};

/** Refuses a view Slack would refuse: `invalid_arguments` with pointers. */
export function checkView(state: State, team: string, view: Json, type: 'home' | 'modal'): void {
  const context = { surface: type, errors: [] as string[], isImage: () => true };
  SHAPES[type](view, '/view', context);
  const errors = [...new Set([...context.errors, ...errorsIn(state, team, view.blocks ?? [], type, '/view/blocks')])];
  const blocks = Array.isArray(view.blocks) ? (view.blocks as Json[]) : [];
  if (type === 'modal' && blocks.some((block) => block?.type === 'input') && view.submit === undefined) {
    errors.push('must define `submit` to use an `input` block in modals [json-pointer:/view]');
  }
  if (errors.length > 0) {
    throw new Refused('invalid_arguments', {
      response_metadata: { messages: errors.map((error) => `[ERROR] ${error}`) },
    });
  }
  if (JSON.stringify(view).length > 250_000) throw new Refused('view_too_large');
}

/** A new view: on top of another, or the first of a stack (which takes the place of an earlier one). */
export function createView(state: State, team: string, user: string, given: Json, on: FakeView | null): FakeView {
  const id = `V${state.next()}`;
  if (given.type === 'modal' && !on) for (const view of modalsOf(state, user)) view.open = false;
  const view: FakeView = {
    id,
    team,
    user,
    ...contentOf(state, given),
    root: on?.root ?? id,
    previous: on?.id ?? null,
    open: true,
    filled: new Map(),
  };
  state.views.set(id, view);
  state.changed();
  return view;
}

/** Puts new content into a view; what people typed stays where the block and the element are the same. */
export function changeView(state: State, view: FakeView, given: Json): void {
  Object.assign(view, contentOf(state, given));
  const there = new Set(view.blocks.map((block) => String(block.block_id)));
  for (const values of view.filled.values()) {
    for (const block of Object.keys(values)) if (!there.has(block)) delete values[block];
  }
  state.changed();
}

function contentOf(state: State, given: Json) {
  const words = (value: unknown) => (value ? { emoji: true, ...(value as Json) } : null);
  return {
    type: given.type as 'home' | 'modal',
    callbackId: String(given.callback_id ?? ''),
    externalId: String(given.external_id ?? ''),
    privateMetadata: String(given.private_metadata ?? ''),
    title: words(given.title),
    submit: words(given.submit),
    close: words(given.close),
    blocks: withIds(state, given.blocks as Json[]),
    hash: `${Math.floor(state.now() / 1000)}.h${state.next()}`,
    clearOnClose: given.clear_on_close === true,
    notifyOnClose: given.notify_on_close === true,
  };
}

/** A person's open modals, the bottom one first. */
export function modalsOf(state: State, user: string): FakeView[] {
  return [...state.views.values()].filter((view) => view.type === 'modal' && view.open && view.user === user);
}
