import { checkMessages } from './messages.ts';
import { isObject, Refused } from './refused.ts';
import { checkStrictSchema, type SchemaCount } from './schema.ts';

export const MODELS = new Set([
  'claude-fable-5-2',
  'claude-haiku-5-5',
  'claude-sonnet-5-5',
  'claude-opus-5-5',
  'claude-sonnet-5',
  'claude-opus-5',
]);

type Body = Record<string, unknown>;

const FIELDS = new Set([
  'model',
  'messages',
  'max_tokens',
  'system',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'metadata',
  'stream',
  'stop_sequences',
  'cache_control',
  'service_tier',
  'container',
  'diagnostics',
  'inference_geo',
  'speed',
]);
const MAX_OUTPUT = 128_000;

/** Throws Refused where the API would. `paused`: content of an answer it paused, which may stand last. */
export function checkBody(body: unknown, options: { counting: boolean; paused: unknown }): asserts body is Body {
  if (!isObject(body)) throw new Refused('Input should be a valid dictionary');
  for (const key of Object.keys(body))
    if (!FIELDS.has(key)) throw new Refused(`${key}: Extra inputs are not permitted`);
  if (typeof body.model !== 'string') throw new Refused('model: Field required');
  if (!MODELS.has(body.model)) throw new Refused(`model: ${body.model}`, 404, 'not_found_error');
  if (!options.counting) checkMaxTokens(body.max_tokens);
  checkThinking(body.thinking);
  checkTools(body);
  checkOutput(body.output_config);
  checkMetadata(body.metadata);
  checkMessages(body.messages, options.paused);
  checkSystem(body.system);
  const marks = cacheMarks(body);
  if (marks > 4) throw new Refused(`A maximum of 4 blocks with cache_control may be provided. Found ${marks}.`);
}

function checkMaxTokens(value: unknown): void {
  if (value === undefined) throw new Refused('max_tokens: Field required');
  if (!Number.isInteger(value)) throw new Refused('max_tokens: Input should be a valid integer');
  if (Number(value) < 1) throw new Refused('max_tokens: Input should be greater than or equal to 1');
  if (Number(value) > MAX_OUTPUT) throw new Refused(`max_tokens: ${String(value)} > ${MAX_OUTPUT}`);
}

const isThinking = (thinking: unknown) => !isObject(thinking) || thinking.type !== 'disabled';

function checkThinking(thinking: unknown): void {
  if (thinking === undefined) return;
  const type = isObject(thinking) ? thinking.type : undefined;
  if (type === 'enabled') throw new Refused('thinking.type: enabled is not supported by this model, use adaptive');
  if (!['adaptive', 'disabled', 'between_tools'].includes(String(type))) throw new Refused('thinking.type: unknown');
}

function checkTools(body: Body): void {
  const tools = body.tools ?? [];
  if (!Array.isArray(tools)) throw new Refused('tools: Input should be a valid list');
  const names = new Set<string>();
  const total: SchemaCount = { optional: 0, unions: 0 };
  let strict = 0;
  for (const [index, tool] of (tools as unknown[]).entries()) {
    const at = `tools.${index}`;
    if (!isObject(tool) || typeof tool.name !== 'string') throw new Refused(`${at}.name: Field required`);
    if (!/^[a-zA-Z0-9_-]{1,128}$/.test(tool.name)) throw new Refused(`${at}.custom.name: String should match pattern`);
    if (names.has(tool.name)) throw new Refused('tools: Tool names must be unique.');
    names.add(tool.name);
    const schema = tool.input_schema;
    if (!isObject(schema) || schema.type !== 'object')
      throw new Refused(`${at}.custom.input_schema.type: Field required`);
    if (tool.strict !== true) continue;
    strict += 1;
    const count = strictly(() => checkStrictSchema(schema, `${at}.custom.input_schema`));
    total.optional += count.optional;
    total.unions += count.unions;
  }
  if (strict > 20) throw new Refused(`tools: at most 20 strict tools, found ${strict}`);
  if (total.optional > 24) throw new Refused(`tools: at most 24 optional parameters, found ${total.optional}`);
  if (total.unions > 16) throw new Refused(`tools: at most 16 parameters with union types, found ${total.unions}`);
  checkChoice(body.tool_choice, names, isThinking(body.thinking));
}

function strictly<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw new Refused(error instanceof Error ? error.message : String(error));
  }
}

function checkChoice(choice: unknown, names: Set<string>, thinking: boolean): void {
  if (choice === undefined) return;
  if (!isObject(choice)) throw new Refused('tool_choice: Input should be a valid dictionary');
  const type = String(choice.type);
  if (!['auto', 'any', 'tool', 'none'].includes(type)) throw new Refused('tool_choice.type: unknown');
  if (names.size === 0) throw new Refused('tool_choice may only be specified while providing tools.');
  if ((type === 'any' || type === 'tool') && thinking) {
    throw new Refused('Thinking may not be enabled when tool_choice forces tool use.');
  }
  if (type === 'tool' && !names.has(String(choice.name)))
    throw new Refused(`tool_choice: no tool ${String(choice.name)}`);
}

function checkOutput(config: unknown): void {
  if (config === undefined) return;
  if (!isObject(config)) throw new Refused('output_config: Input should be a valid dictionary');
  const { effort, format } = config;
  if (effort !== undefined && !['low', 'medium', 'high', 'xhigh', 'max'].includes(String(effort))) {
    throw new Refused('output_config.effort: unknown');
  }
  if (format === undefined || format === null) return;
  if (!isObject(format) || format.type !== 'json_schema') throw new Refused('output_config.format.type: json_schema');
  const keys = Object.keys(format).filter((key) => key !== 'type' && key !== 'schema');
  if (keys.length > 0) throw new Refused(`output_config.format.${keys[0]}: Extra inputs are not permitted`);
  strictly(() => checkStrictSchema(format.schema, 'output_config.format.schema'));
}

function checkMetadata(metadata: unknown): void {
  if (metadata === undefined) return;
  const id = isObject(metadata) ? metadata.user_id : undefined;
  if (id === undefined || id === null) return;
  if (typeof id !== 'string' || id.length > 256)
    throw new Refused('metadata.user_id: String should have at most 256 characters');
  if (/@|\+?\d{9,}(?![0-9a-f])/i.test(id) && !/^[0-9a-f]+$/i.test(id)) {
    throw new Refused('metadata.user_id: user_id appears to contain an email address or phone number');
  }
}

function checkSystem(system: unknown): void {
  if (system === undefined || typeof system === 'string') return;
  if (!Array.isArray(system)) throw new Refused('system: Input should be a valid list');
  for (const [index, block] of (system as unknown[]).entries()) {
    if (!isObject(block) || block.type !== 'text') throw new Refused(`system.${index}.type: Input should be 'text'`);
    if (typeof block.text !== 'string' || block.text === '') {
      throw new Refused('system: text content blocks must be non-empty');
    }
  }
}

/** Counts cache_control marks anywhere and checks each. */
function cacheMarks(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + cacheMarks(each), 0);
  if (!isObject(value)) return 0;
  let count = 0;
  for (const [key, each] of Object.entries(value)) {
    if (key === 'input_schema' || key === 'input') continue;
    if (key !== 'cache_control') count += cacheMarks(each);
    else if (each !== null) {
      count += 1;
      if (!isObject(each) || each.type !== 'ephemeral') throw new Refused('cache_control.type: ephemeral');
      if (each.ttl !== undefined && each.ttl !== '5m' && each.ttl !== '1h')
        throw new Refused('cache_control.ttl: 5m or 1h');
    }
  }
  return count;
}
