import { isObject, optional, required, structure } from '../args.ts';
import { elementsOf } from '../elements.ts';
import type { Call, Methods } from '../method.ts';
import type { FakeView, Json } from '../model.ts';
import { invalid, Refused } from '../refused.ts';
import { changeView, checkView, createView, modalsOf } from '../views.ts';
import { viewShape } from '../wire.ts';

const TRIGGER_LIVES = 3000;

export const views: Methods = {
  'views.open': {
    json: true,
    run(call) {
      const view = given(call, 'modal');
      const { user } = exchange(call);
      const made = createView(call.state, call.team.id, user, view, null);
      return { view: viewShape(call.state, made) };
    },
  },
  'views.push': {
    json: true,
    run(call) {
      const view = given(call, 'modal');
      const { user, view: from } = exchange(call);
      const stack = modalsOf(call.state, user);
      const top = stack.at(-1);
      if (!top || (from !== undefined && !stack.some((one) => one.id === from))) throw new Refused('not_found');
      if (stack.length >= 3) throw new Refused('push_limit_reached');
      return { view: viewShape(call.state, createView(call.state, call.team.id, user, view, top)) };
    },
  },
  'views.update': {
    json: true,
    run(call) {
      const known = find(call);
      const view = given(call, known.type);
      checkHash(call, known);
      changeView(call.state, known, view);
      return { view: viewShape(call.state, known) };
    },
  },
  'views.publish': {
    json: true,
    run(call) {
      const { state, values, team } = call;
      const user = state.users.get(required(values, 'user_id'));
      if (!user || user.kind === 'deleted' || user.kind === 'bot') throw new Refused('user_not_found');
      const view = given(call, 'home');
      const known = state.views.get(state.homes.get(`${team.id}/${user.id}`) ?? '');
      if (known) {
        checkHash(call, known);
        changeView(state, known, view);
        return { view: viewShape(state, known) };
      }
      if (optional(values, 'hash') !== undefined) throw new Refused('hash_conflict');
      const made = createView(state, team.id, user.id, view, null);
      state.homes.set(`${team.id}/${user.id}`, made.id);
      return { view: viewShape(state, made) };
    },
  },
};

function given(call: Call, type: 'home' | 'modal'): Json {
  const view = structure(call.values, 'view', 'invalid_arguments');
  if (view === undefined) throw invalid('missing required field: view');
  if (!isObject(view)) throw invalid('must provide an object [json-pointer:/view]');
  checkView(call.state, call.team.id, view, type);
  if (elementsOf(view.blocks as Json[]).some(({ element }) => element.type === 'file_input')) call.need('files:read');
  const external = view.external_id;
  const taken = [...call.state.views.values()].find(
    (one) => one.open && one.team === call.team.id && one.externalId !== '' && one.externalId === external,
  );
  const same = optional(call.values, 'view_id') === taken?.id || optional(call.values, 'external_id') === external;
  if (taken && !same) throw new Refused('duplicate_external_id');
  return view;
}

/** Takes a trigger: each opens one view, within three seconds. */
function exchange(call: Call): { user: string; view?: string } {
  const id = required(call.values, 'trigger_id');
  const trigger = call.state.triggers.get(id);
  if (!trigger || trigger.team !== call.team.id) throw new Refused('invalid_trigger_id');
  if (trigger.used) throw new Refused('exchanged_trigger_id');
  if (call.state.now() - trigger.made > TRIGGER_LIVES) throw new Refused('expired_trigger_id');
  trigger.used = true;
  return trigger;
}

function find(call: Call): FakeView {
  const id = optional(call.values, 'view_id');
  const external = optional(call.values, 'external_id');
  if (id === undefined && external === undefined) throw invalid('missing required field: view_id');
  const all = [...call.state.views.values()].filter((one) => one.open && one.team === call.team.id);
  const view = all.find((one) => (id === undefined ? one.externalId === external : one.id === id));
  if (!view) throw new Refused('not_found');
  return view;
}

function checkHash(call: Call, view: FakeView): void {
  const hash = optional(call.values, 'hash');
  if (hash !== undefined && hash !== view.hash) throw new Refused('hash_conflict');
}
