import { type Connection, type Model, Schema, type SchemaDefinition } from 'mongoose';
import { requireWorkspace } from './guard.ts';

export interface Index {
  fields: Record<string, 1 | -1>;
  unique?: boolean;
  sparse?: boolean;
  /** Rows go this many seconds after the date in the (single) field. */
  expireAfterSeconds?: number;
  partialFilterExpression?: Record<string, unknown>;
}

/**
 * One collection: rows with string ids that always carry their workspace, strict about unknown fields.
 * Writes are majority-acknowledged and journaled by the connection's default write concern.
 */
export function defineModel<Row extends { _id: string; workspace: string }>(
  connection: Connection,
  collection: string,
  fields: SchemaDefinition,
  indexes: Index[] = [],
): Model<Row> {
  const schema = new Schema(
    { ...fields, _id: { type: String, required: true }, workspace: { type: String, required: true } },
    { collection, strict: 'throw', strictQuery: true, minimize: false, versionKey: false, autoIndex: false, id: false },
  );
  for (const { fields: keys, ...options } of indexes) schema.index(keys, options);
  requireWorkspace(schema);
  return connection.model(collection, schema) as unknown as Model<Row>;
}

/** A field that holds any JSON. */
export const JSON_FIELD = { type: Schema.Types.Mixed, default: null };
