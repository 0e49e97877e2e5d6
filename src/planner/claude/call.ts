import type Anthropic from '@anthropic-ai/sdk';
import { APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import type { Log } from '../../log.ts';
import { PlannerUnavailable } from '../types.ts';

/** What a call cost; one for every answer of the API, also those that were thrown away. */
export interface Usage {
  model: string;
  usage: Anthropic.Usage;
  requestId: string | null;
  stopReason: string | null;
}

export interface CallDeps {
  client: Anthropic;
  log: Log;
  usage(row: Usage): Promise<void>;
  onText(text: string): void;
  signal: AbortSignal;
}

export type Request = Omit<Anthropic.MessageCreateParamsNonStreaming, 'stream'>;

/** A stream that broke halfway is asked for once more: nothing has been done by it. */
const STREAMS = 2;

/** One answer of the model, streamed. Throws PlannerUnavailable when the API cannot be reached, is overloaded or refuses us. */
export async function ask(request: Request, deps: CallDeps): Promise<Anthropic.Message> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const stream = deps.client.messages.stream(request, { signal: deps.signal });
      stream.on('text', (_delta, snapshot) => deps.onText(snapshot));
      const message = await stream.finalMessage();
      await record(message, stream.request_id ?? null, deps);
      return message;
    } catch (error) {
      deps.signal.throwIfAborted();
      if (attempt < STREAMS && isBrokenStream(error)) continue;
      throw unavailable(error, deps.log);
    }
  }
}

/** The SDK has already tried answered errors and refused connections again; a stream cut after its beginning it has not. */
function isBrokenStream(error: unknown): boolean {
  if (error instanceof APIUserAbortError || error instanceof APIConnectionError) return false;
  return !(error instanceof APIError && error.status !== undefined);
}

async function record(message: Anthropic.Message, requestId: string | null, deps: CallDeps): Promise<void> {
  const row = { model: message.model, usage: message.usage, requestId, stopReason: message.stop_reason };
  await deps.usage(row).catch((error: unknown) => deps.log.error({ err: error }, 'the usage of a call was not kept'));
}

/** Every failure of the API is one to the person; to whoever runs it they differ. */
function unavailable(error: unknown, log: Log): PlannerUnavailable {
  const status = error instanceof APIError ? error.status : undefined;
  const facts = { status, requestId: error instanceof APIError ? error.requestID : undefined };
  const reason = error instanceof Error ? error.message : String(error);
  // 4xx beside 408, 409 and 429 will not go away by waiting: a wrong key, an unknown model, a request it does not take.
  const lasting = status !== undefined && status < 500 && ![408, 409, 429].includes(status);
  if (lasting) log.error({ ...facts, reason }, 'the model refuses our requests');
  else log.warn({ ...facts, reason }, 'the model cannot be reached');
  return new PlannerUnavailable(lasting ? 'The model does not accept requests.' : 'The model cannot be reached.', {
    cause: error,
  });
}
