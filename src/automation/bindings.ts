import type { Catalogue } from '../connectors/catalogue.ts';
import type { Definition } from './definition.ts';

/** The services of a definition's steps that need an account, each once, in order. */
export function accountServices(definition: Definition, catalogue: Catalogue): string[] {
  const services = definition.steps
    .filter((step) => catalogue.action(step.service, step.action)?.connection === 'account')
    .map((step) => step.service);
  return [...new Set(services)];
}

/** `service.action` to contract number, for every action a definition uses: part of the seal. */
export function contractsOf(definition: Definition, catalogue: Catalogue): Record<string, number> {
  const contracts: Record<string, number> = {};
  for (const step of definition.steps) {
    const spec = catalogue.action(step.service, step.action);
    if (spec) contracts[`${step.service}.${step.action}`] = spec.contract;
  }
  return contracts;
}
