import type { Schema } from 'mongoose';

/** For sweeps and reconcilers, which look at everyone's rows on purpose: `{ workspace: EVERY_WORKSPACE, … }`. */
export const EVERY_WORKSPACE = { $exists: true } as const;

const QUERIES = [
  'find',
  'findOne',
  'findOneAndUpdate',
  'findOneAndDelete',
  'findOneAndReplace',
  'updateOne',
  'updateMany',
  'deleteOne',
  'deleteMany',
  'countDocuments',
  'distinct',
  'replaceOne',
] as const;

/** Makes a query that names no workspace throw, so that nobody's rows can be reached by a forgotten filter. */
export function requireWorkspace(schema: Schema): void {
  for (const operation of QUERIES) {
    schema.pre(operation as 'find', function (this: { getFilter(): Record<string, unknown> }) {
      if (!('workspace' in this.getFilter())) throw new Error(`a query (${operation}) without a workspace`);
    });
  }
  schema.pre('aggregate', function () {
    const first = this.pipeline()[0];
    if (!first || !('$match' in first) || !('workspace' in first.$match)) {
      throw new Error('an aggregation without a workspace in its first $match');
    }
  });
}
