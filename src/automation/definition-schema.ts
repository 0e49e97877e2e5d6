import { z } from 'zod';
import { definitionSchema } from './definition.ts';

/** JSON Schema (2020-12) of a definition as it is read: what the API publishes. Meaning is checked beyond it; see docs/findings.md. */
export function definitionJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(definitionSchema, { io: 'input', target: 'draft-2020-12' }) as Record<string, unknown>;
}
