import { interaction, makeTrigger, mustSee, personShape } from './click.ts';
import type { Deliveries, Delivery } from './deliveries.ts';
import { fill, type Given } from './fill.ts';
import type { FakeView, Json } from './model.ts';
import { Refused } from './refused.ts';
import { type State, teamOf } from './state.ts';
import { problemsOf } from './state-values.ts';
import { changeView, checkView, createView, modalsOf } from './views.ts';
import { viewShape } from './wire.ts';

/** What came of submitting a view. */
export interface Submission {
  /**
   * `blocked`: Slack itself did not let it go (a required field is empty); `failed`: the app did not answer in time or
   * answered what Slack refuses: the person sees "We had some trouble connecting"; `errors`: the app found some.
   */
  outcome: 'blocked' | 'failed' | 'errors' | 'updated' | 'pushed' | 'cleared' | 'closed';
  /** By block_id. */
  errors: Record<string, string>;
  /** What the person sees now; null when no modal is left. */
  view: FakeView | null;
  delivery: Delivery | null;
}

/** A person fills in a modal and presses its submit button. */
export async function submitView(
  state: State,
  deliveries: Deliveries,
  user: string,
  view: FakeView,
  values: Record<string, Given>,
): Promise<Submission> {
  mustSee(state, user, view);
  if (modalsOf(state, user).at(-1) !== view) throw new Error('another view lies on top of this one');
  if (view.submit === null) throw new Error('this view has no submit button');
  fill(user, view, values);
  const problems = problemsOf(view, user);
  if (Object.keys(problems).length > 0) return { outcome: 'blocked', errors: problems, view, delivery: null };
  const delivery = await deliveries.deliver(interaction(state, view.team, submission(state, user, view)));
  if (delivery.state !== 'acked') return { outcome: 'failed', errors: {}, view, delivery };
  try {
    return { ...answered(state, user, view, delivery.answer), delivery };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { outcome: 'failed', errors: { view: reasonsOf(error) }, view, delivery };
  }
}

function submission(state: State, user: string, view: FakeView): Json {
  const team = teamOf(state, view.team);
  return {
    type: 'view_submission',
    team: { id: team.id, domain: team.domain },
    user: personShape(state, user),
    api_app_id: state.appId,
    token: state.verificationToken,
    trigger_id: makeTrigger(state, team.id, user, view.id),
    view: viewShape(state, view, user),
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  };
}

function answered(state: State, user: string, view: FakeView, answer: unknown): Omit<Submission, 'delivery'> {
  const body = (typeof answer === 'object' && answer !== null ? answer : {}) as Json;
  switch (body.response_action) {
    case undefined:
      view.open = false;
      state.changed();
      return { outcome: 'closed', errors: {}, view: modalsOf(state, user).at(-1) ?? null };
    case 'clear':
      for (const one of modalsOf(state, user)) one.open = false;
      state.changed();
      return { outcome: 'cleared', errors: {}, view: null };
    case 'errors':
      return { outcome: 'errors', errors: errorsOf(view, body.errors), view };
    case 'update':
      checkView(state, view.team, body.view as Json, 'modal');
      changeView(state, view, body.view as Json);
      return { outcome: 'updated', errors: {}, view };
    case 'push': {
      checkView(state, view.team, body.view as Json, 'modal');
      if (modalsOf(state, user).length >= 3) throw new Refused('push_limit_reached');
      const pushed = createView(state, view.team, user, body.view as Json, view);
      return { outcome: 'pushed', errors: {}, view: pushed };
    }
    default:
      throw new Refused('invalid_response_action');
  }
}

/** Errors belong to input blocks of the view; anything else Slack does not show. */
function errorsOf(view: FakeView, errors: unknown): Record<string, string> {
  const given = (errors ?? {}) as Record<string, string>;
  const inputs = new Set(view.blocks.filter((block) => block.type === 'input').map((block) => String(block.block_id)));
  const ids = Object.keys(given);
  if (ids.length === 0 || !ids.every((id) => inputs.has(id) && typeof given[id] === 'string')) {
    throw new Refused('invalid_errors');
  }
  return given;
}

function reasonsOf(error: Refused): string {
  const metadata = error.more.response_metadata as { messages?: string[] } | undefined;
  return [error.code, ...(metadata?.messages ?? [])].join('; ');
}

/** A person closes a modal; the app hears of it where the view asked for that. */
export async function closeView(
  state: State,
  deliveries: Deliveries,
  user: string,
  view: FakeView,
): Promise<Delivery | null> {
  mustSee(state, user, view);
  const gone = view.clearOnClose ? modalsOf(state, user) : [view];
  for (const one of gone) one.open = false;
  state.changed();
  if (!view.notifyOnClose) return null;
  const { response_urls: _urls, trigger_id: _trigger, ...payload } = submission(state, user, view);
  return await deliveries.deliver(
    interaction(state, view.team, { ...payload, type: 'view_closed', is_cleared: view.clearOnClose }),
  );
}
