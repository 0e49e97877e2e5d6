import { CronError, parseCron } from '../cron.ts';
import type { Json } from '../definition.ts';
import type { CheckContext, Findings } from './context.ts';
import { stepsFromNodes } from './nodes.ts';
import { isObject, type PlainObject } from './safe.ts';

/** Forms that are read and never written become the written one: aliases, `nodes`/`edges`, cron text, bare conditions. */
export function normalise(input: Json, context: CheckContext, findings: Findings): Json {
  if (!isObject(input)) return input;
  let definition: PlainObject = { ...input };
  if (definition.nodes !== undefined && definition.steps === undefined)
    definition = stepsFromNodes(definition, context.catalogue, findings);
  if (Array.isArray(definition.triggers))
    definition.triggers = definition.triggers.map((trigger, index) =>
      isObject(trigger) ? normaliseTrigger(trigger, index, context, findings) : trigger,
    );
  if (Array.isArray(definition.steps))
    definition.steps = definition.steps.map((step) => (isObject(step) ? normaliseStep(step, context) : step));
  if (isObject(definition.policy)) definition.policy = normalisePolicy(definition.policy, context);
  return definition;
}

function normaliseTrigger(trigger: PlainObject, index: number, context: CheckContext, findings: Findings): PlainObject {
  const result = { ...trigger };
  if (typeof result.service === 'string') {
    const service = context.catalogue.service(result.service);
    if (service) result.service = service.service;
  }
  if (typeof result.schedule_cron === 'string') {
    try {
      result.schedule_cron = parseCron(result.schedule_cron).text;
    } catch (error) {
      if (!(error instanceof CronError)) throw error;
      findings.add(`triggers[${index}].schedule_cron`, 'bad_schedule', error.message, error.hint);
    }
  }
  return withoutNulls(result, ['schedule_cron', 'schedule_at', 'schedule_timezone', 'config', 'service', 'event']);
}

function normaliseStep(step: PlainObject, context: CheckContext): PlainObject {
  const result = { ...step };
  if (typeof result.service === 'string') {
    const service = context.catalogue.service(result.service);
    if (service) result.service = service.service;
    // "service": "email.send_email" and "action": "email.send_email" are common slips.
    else if (/^(loop|foreach|for_each)$/.test(result.service))
      Object.assign(result, { service: 'flow', action: 'loop' });
    else if (result.action === undefined && result.service.includes('.'))
      [result.service, result.action] = split(result.service);
  }
  if (typeof result.action === 'string' && result.action.includes('.')) {
    const [service, action] = split(result.action);
    if (result.service === undefined || context.catalogue.service(service)?.service === result.service) {
      result.service = context.catalogue.service(service)?.service ?? service;
      result.action = action;
    }
  }
  for (const key of ['condition', 'for_each'])
    if (typeof result[key] === 'string' && result[key].trim() !== '') result[key] = braced(result[key]);
  if (result.condition === '') delete result.condition;
  return withoutNulls(result, OPTIONAL);
}

const OPTIONAL =
  'condition needs on_error retry timeout for_each params profile background undo max_parallel inside'.split(' ');

const split = (name: string): [string, string] => {
  const at = name.indexOf('.');
  return [name.slice(0, at), name.slice(at + 1)];
};

/** A condition without braces is taken as one expression. */
const braced = (text: string): string => (text.includes('{{') ? text.trim() : `{{ ${text.trim()} }}`);

function normalisePolicy(policy: PlainObject, context: CheckContext): PlainObject {
  const result = withoutNulls(policy, Object.keys(policy));
  if (isObject(result.action_limits))
    result.action_limits = Object.fromEntries(
      Object.entries(result.action_limits).map(([name, limits]) => {
        const [service, action] = split(name);
        return [`${context.catalogue.service(service)?.service ?? service}.${action}`, limits];
      }),
    );
  if (Array.isArray(result.allowed_phone_numbers))
    result.allowed_phone_numbers = result.allowed_phone_numbers.map((phone) =>
      typeof phone === 'string' ? phone.replace(/[\s().-]/g, '') : phone,
    );
  return result;
}

/** `null` for an optional field means absent. */
function withoutNulls(object: PlainObject, keys: string[]): PlainObject {
  const result = { ...object };
  for (const key of keys) if (result[key] === null) delete result[key];
  return result;
}
