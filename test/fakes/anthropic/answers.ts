/** What the fake is told to answer, one for each request, in order. */

export type Block =
  | { type: 'text'; text: string }
  | { type: 'thinking'; thinking: string }
  /** `cutAt`: characters of the input's JSON after which the answer breaks off, as with max_tokens. */
  | { type: 'tool_use'; name: string; input: unknown; cutAt?: number };

export type StopReason =
  | 'end_turn'
  | 'max_tokens'
  | 'tool_use'
  | 'pause_turn'
  | 'refusal'
  | 'model_context_window_exceeded';

export interface Reply {
  content: Block[];
  stop: StopReason;
}

export type Answer =
  | { reply: Reply }
  /** An answer in the API's error shape. */
  | { error: { status: number; type: string; message: string; headers?: Record<string, string> } }
  /** Takes the request and never answers. */
  | { hang: true }
  /** Streams the reply and stops after so many events: the connection is cut, goes silent, or says it is overloaded. */
  | { broken: { reply: Reply; after: number; how: 'cut' | 'silence' | 'overloaded' } };

export const text = (words: string, stop: StopReason = 'end_turn'): Answer => ({
  reply: { content: [{ type: 'text', text: words }], stop },
});

/** A tool call as the API sends it, a thought and a word before it. */
export const call = (name: string, input: unknown): Answer => ({
  reply: {
    content: [
      { type: 'thinking', thinking: 'Let me see.' },
      { type: 'text', text: 'One moment.' },
      { type: 'tool_use', name, input },
    ],
    stop: 'tool_use',
  },
});

export const json = (value: unknown): Answer => text(JSON.stringify(value));

export const refusal = (): Answer => ({ reply: { content: [], stop: 'refusal' } });

const ERRORS: Record<number, [string, string]> = {
  400: ['invalid_request_error', 'The request is not valid.'],
  401: ['authentication_error', 'invalid bearer token'],
  403: ['permission_error', 'Your key does not have permission to use this resource.'],
  404: ['not_found_error', 'Not found'],
  413: ['request_too_large', 'Request exceeds the maximum size'],
  429: ['rate_limit_error', 'This request would exceed your rate limit.'],
  500: ['api_error', 'Internal server error'],
  529: ['overloaded_error', 'Overloaded'],
};

export const failure = (status: number, headers: Record<string, string> = {}): Answer => {
  const [type, message] = ERRORS[status] ?? ['api_error', 'Error'];
  return { error: { status, type, message, headers } };
};
