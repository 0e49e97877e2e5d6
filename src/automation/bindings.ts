import type { Catalogue } from '../connectors/catalogue.ts';
import type { Definition } from './definition.ts';

/** Every action a definition may call: its steps, then what takes them back. */
const calls = ({ steps }: Definition): { service: string; action: string }[] => [
  ...steps,
  ...steps.flatMap((step) => (step.undo ? [step.undo] : [])),
];

/** The services of a definition's steps that need an account, each once, in order. */
export function accountServices(definition: Definition, catalogue: Catalogue): string[] {
  const services = calls(definition)
    .filter((call) => catalogue.action(call.service, call.action)?.connection === 'account')
    .map((call) => call.service);
  return [...new Set(services)];
}

/** `service.action` to contract number, for every action a definition uses: part of the seal. */
export function contractsOf(definition: Definition, catalogue: Catalogue): Record<string, number> {
  const contracts: Record<string, number> = {};
  for (const { service, action } of calls(definition)) {
    const spec = catalogue.action(service, action);
    if (spec) contracts[`${service}.${action}`] = spec.contract;
  }
  return contracts;
}
