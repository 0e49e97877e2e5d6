import type { ServerResponse } from 'node:http';

/** The events of a streamed message, as the API sends them. */

export interface WireMessage {
  content: Record<string, unknown>[];
  stop_reason: string;
  usage: Record<string, unknown>;
  [key: string]: unknown;
}

type Event = { type: string; [key: string]: unknown };

const PIECE = 12;

const pieces = (text: string): string[] => text.match(new RegExp(`[^]{1,${PIECE}}`, 'g')) ?? [];

/** `cuts`: for each tool call, after how many characters its input breaks off. */
export function eventsOf(message: WireMessage, cuts: Map<number, number>): Event[] {
  const { content, stop_reason, stop_details, usage } = message;
  const started = { ...usage, output_tokens: 1 };
  const events: Event[] = [
    {
      type: 'message_start',
      message: { ...message, content: [], stop_reason: null, stop_details: null, usage: started },
    },
    { type: 'ping' },
  ];
  for (const [index, block] of content.entries()) events.push(...blockEvents(index, block, cuts.get(index)));
  events.push({
    type: 'message_delta',
    delta: { stop_reason, stop_details, stop_sequence: null },
    usage: { output_tokens: usage.output_tokens },
  });
  events.push({ type: 'message_stop' });
  return events;
}

function blockEvents(index: number, block: Record<string, unknown>, cut: number | undefined): Event[] {
  const delta = (inner: Record<string, unknown>): Event => ({ type: 'content_block_delta', index, delta: inner });
  const between = (start: Record<string, unknown>, deltas: Event[]): Event[] => [
    { type: 'content_block_start', index, content_block: start },
    ...deltas,
    { type: 'content_block_stop', index },
  ];
  if (block.type === 'text') {
    const texts = pieces(String(block.text)).map((text) => delta({ type: 'text_delta', text }));
    return between({ ...block, text: '' }, texts);
  }
  if (block.type === 'thinking') {
    const thoughts = pieces(String(block.thinking)).map((thinking) => delta({ type: 'thinking_delta', thinking }));
    const signed = delta({ type: 'signature_delta', signature: block.signature });
    return between({ ...block, thinking: '', signature: '' }, [...thoughts, signed]);
  }
  const whole = JSON.stringify(block.input);
  const parts = ['', ...pieces(cut === undefined ? whole : whole.slice(0, cut))];
  return between(
    { ...block, input: {} },
    parts.map((partial_json) => delta({ type: 'input_json_delta', partial_json })),
  );
}

/** Writes events until `after`; the rest is for whoever broke it off. */
export function send(response: ServerResponse, events: Event[], after = events.length): void {
  for (const event of events.slice(0, after)) {
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  }
}
