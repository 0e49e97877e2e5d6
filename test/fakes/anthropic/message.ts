import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Reply } from './answers.ts';
import type { WireMessage } from './stream.ts';

/** Strict tools and output formats promise the shape: a script that breaks the promise is a mistake of the test. */
export function checkReply(reply: Reply, body: Record<string, unknown>): void {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  if (reply.stop === 'max_tokens' || reply.stop === 'refusal') return;
  for (const block of reply.content) {
    if (block.type !== 'tool_use') continue;
    const tool = ((body.tools ?? []) as Record<string, unknown>[]).find((each) => each.name === block.name);
    if (!tool) throw new Error(`The script calls ${block.name}, which the request does not offer.`);
    if (tool.strict === true && !ajv.validate(tool.input_schema as object, block.input)) {
      throw new Error(`The script's input of ${block.name} breaks its schema: ${ajv.errorsText()}`);
    }
  }
}

export function messageOf(
  reply: Reply,
  body: Record<string, unknown>,
  usage: Record<string, unknown>,
  number: number,
  signed: Map<string, string>,
): WireMessage {
  const content = reply.content.map((block, index): Record<string, unknown> => {
    if (block.type === 'text') return { type: 'text', text: block.text, citations: null };
    if (block.type === 'thinking') {
      const signature = `signed-${number}-${index}`;
      signed.set(signature, block.thinking);
      return { type: 'thinking', thinking: block.thinking, signature };
    }
    const id = `toolu_fake${number}_${index}`;
    return { type: 'tool_use', id, name: block.name, input: block.input, caller: { type: 'direct' } };
  });
  return {
    id: `msg_fake${number}`,
    type: 'message',
    role: 'assistant',
    model: body.model,
    content,
    stop_reason: reply.stop,
    stop_sequence: null,
    stop_details: reply.stop === 'refusal' ? { category: 'other', explanation: null } : null,
    container: null,
    diagnostics: null,
    usage,
  };
}

export const tokens = (value: unknown) => Math.ceil(JSON.stringify(value).length / 4);

/** The prefix up to the last marked system block (tools come before it) is written to the cache once and read after. */
export function usageOf(body: Record<string, unknown>, reply: Reply, cache: Set<string>): Record<string, unknown> {
  const system = Array.isArray(body.system) ? (body.system as Record<string, unknown>[]) : [];
  const marked = system.findLastIndex((block) => block.cache_control);
  const prefix = marked < 0 ? null : JSON.stringify([body.model, body.tools, system.slice(0, marked + 1)]);
  const cached = prefix === null ? 0 : tokens(prefix);
  const known = prefix !== null && cache.has(prefix);
  if (prefix !== null) cache.add(prefix);
  return {
    input_tokens: tokens(body.messages),
    output_tokens: tokens(reply.content),
    cache_creation_input_tokens: known ? 0 : cached,
    cache_read_input_tokens: known ? cached : 0,
    cache_creation: { ephemeral_5m_input_tokens: known ? 0 : cached, ephemeral_1h_input_tokens: 0 },
    server_tool_use: null,
    service_tier: 'standard',
    output_tokens_details: { thinking_tokens: 0 },
    inference_geo: null,
    speed: null,
  };
}
