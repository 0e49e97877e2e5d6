import { z } from 'zod';
import { createCatalogue } from '../../../src/connectors/catalogue.ts';
import { type ActionContext, ActionError, defineAction, type ServiceSpec } from '../../../src/connectors/define.ts';
import { flow } from '../../../src/connectors/flow/actions.ts';
import { money } from '../../../src/connectors/params.ts';

/** What a call of an invented action does; scripted by each test. */
export type Behaviour = (params: Record<string, unknown>, context: ActionContext, call: number) => unknown;

/** The world beyond the worker: remembers every call, answers as told. */
export function createWorld() {
  const calls: { action: string; params: Record<string, unknown>; key: string; execution: string }[] = [];
  const behaviours = new Map<string, Behaviour>();
  const lookups = new Map<string, Behaviour>();
  let under = 0;
  let most = 0;

  async function act(action: string, params: Record<string, unknown>, context: ActionContext): Promise<never> {
    calls.push({ action, params, key: context.idempotencyKey, execution: context.executionId });
    under += 1;
    most = Math.max(most, under);
    try {
      const number = calls.filter((call) => call.action === action).length;
      const answer = await behaviours.get(action)?.(params, context, number);
      return (answer ?? { id: `${action}-${number}` }) as never;
    } finally {
      under -= 1;
    }
  }

  const make = (
    action: string,
    more: Partial<Parameters<typeof defineAction>[0]> = {},
  ): ReturnType<typeof defineAction> =>
    defineAction({
      service: 'world',
      action,
      title: action,
      description: action,
      params: z.object({ to: z.string().optional(), amount: z.number().optional(), data: z.any().optional() }),
      result: z.object({ id: z.string(), data: z.any() }),
      effect: 'write',
      idempotency: 'key',
      contract: 1,
      connection: 'none',
      words: { phrases: [] },
      describe: (params) => `${action} ${JSON.stringify(params)}`,
      report: (_params, result) => `${action} gave ${String(result.id)}`,
      simulate: () => ({ id: 'sample', data: null }),
      run: (params, context) => act(action, params, context),
      ...more,
    });

  const spend = (params: Record<string, unknown>) =>
    typeof params.amount === 'number'
      ? { amount: params.amount, currency: '', payee: typeof params.to === 'string' ? params.to : null }
      : null;

  const service: ServiceSpec = {
    service: 'world',
    title: 'World',
    nouns: [],
    fields: [],
    events: [],
    actions: [
      make('write'),
      make('look', { effect: 'read', idempotency: 'natural' }),
      make('peek', { effect: 'read', idempotency: 'natural', short: true }),
      make('put', { short: true }),
      make('heavy', { queue: 'long' }),
      make('once', { idempotency: 'none' }),
      make('call', { idempotency: 'none', quick: true }),
      make('asked', {
        idempotency: 'lookup',
        lookup: async (params, context) =>
          ((await lookups.get('asked')?.(params, context, 0)) ?? null) as Record<string, never> | null,
      }),
      make('book', { success: 'confirmed', result: z.object({ id: z.string(), confirmation: z.string() }) }),
      make('notify', {
        effect: 'message',
        recipients: (params) => (typeof params.to === 'string' ? [params.to] : []),
      }),
      make('keep', {
        undoable: 'What is kept can be dropped.',
        undo: {
          report: (params, result) => `${String(params.data ?? result.id)} dropped`,
          run: async (params, result, context) => {
            await act('drop', { data: params.data, id: result.id }, context);
          },
        },
      }),
      make('lend', {
        idempotency: 'none',
        undoable: 'What is lent can be fetched.',
        undo: { report: () => 'fetched', run: (params, _result, context) => act('fetch', params, context) },
      }),
      make('pay', { effect: 'money', idempotency: 'key', spend }),
      make('reserve', { effect: 'money', spend, params: z.object({ amount: money('the amount').optional() }) }),
    ],
  };
  return {
    catalogue: createCatalogue([flow, service]),
    calls,
    called: (action: string) => calls.filter((call) => call.action === action),
    most: () => most,
    on: (action: string, behaviour: Behaviour) => void behaviours.set(action, behaviour),
    onLookup: (action: string, behaviour: Behaviour) => void lookups.set(action, behaviour),
  };
}

export const refused = (message: string) => new ActionError(message, { outcome: 'not_done', retryable: false });
export const busy = (message: string, retryAfterMs = 10) =>
  new ActionError(message, { outcome: 'not_done', retryable: true, retryAfterMs });
export const lost = (message: string, retryAfterMs = 10) =>
  new ActionError(message, { outcome: 'unknown', retryable: true, retryAfterMs });

/** A promise that tests resolve. */
export function gateOf<T = void>() {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
