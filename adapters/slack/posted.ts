import { z } from 'zod';
import type { PostRecord } from '../../src/chat/adapter-memory.ts';
import type { Choice, Content, Form } from '../../src/chat/types.ts';

/** What is kept with a post besides its ids: what a later tap or change needs to know. */
export interface PostData {
  /** Forms its choices open. */
  forms?: { name: string; value: string; form: Form }[];
  /** Seen by this user alone. */
  only?: string;
  /** A stream that was begun under this timestamp and may be unfinished. */
  stream?: string;
}

const shape = z.object({
  forms: z.array(z.object({ name: z.string(), value: z.string(), form: z.custom<Form>() })).optional(),
  only: z.string().optional(),
  stream: z.string().optional(),
});

/** What to keep with a post of this content. */
export function dataFor(content: Content, more: Pick<PostData, 'only' | 'stream'> = {}): PostData {
  const choices = typeof content === 'string' ? [] : (content.choices ?? []);
  const forms = choices.flatMap(({ name, value, form }) => (form ? [{ name, value, form }] : []));
  return { ...(forms.length > 0 ? { forms } : {}), ...more };
}

export function dataOf(record: PostRecord | null): PostData {
  const read = shape.safeParse(record?.data);
  if (!read.success) return {};
  const { forms, only, stream } = read.data;
  return { ...(forms ? { forms } : {}), ...(only ? { only } : {}), ...(stream ? { stream } : {}) };
}

/** The form a choice on this post opens. */
export const formOf = (record: PostRecord | null, choice: Choice): Form | null =>
  dataOf(record).forms?.find((one) => one.name === choice.name && one.value === choice.value)?.form ?? null;
