import { z } from 'zod';
import { fault } from './fault.ts';

const chars = (most: number) => z.string().trim().min(1).max(most);
const media = z.strictObject({ id: z.string().regex(/^\d+$/), caption: z.string().max(1024).optional() });
const reply = z.strictObject({ id: chars(256), title: chars(20) });
const row = z.strictObject({
  id: chars(200),
  title: chars(24),
  description: z.string().min(1).max(72).optional(),
});
const section = z.strictObject({ title: z.string().min(1).max(24).optional(), rows: z.array(row).min(1).max(10) });
const textHeader = z.strictObject({ type: z.literal('text'), text: chars(60) });
const header = z.discriminatedUnion('type', [
  textHeader,
  z.strictObject({ type: z.literal('image'), image: media.omit({ caption: true }) }),
]);
const footer = z.strictObject({ text: chars(60) });
const distinct = (texts: string[]) => new Set(texts.map((text) => text.toLowerCase())).size === texts.length;

const buttons = z.strictObject({
  type: z.literal('button'),
  header: header.optional(),
  body: z.strictObject({ text: chars(1024) }),
  footer: footer.optional(),
  action: z.strictObject({
    buttons: z
      .array(z.strictObject({ type: z.literal('reply'), reply }))
      .min(1)
      .max(3)
      .refine((all) => distinct(all.map((one) => one.reply.id)), 'button ids must be unique')
      .refine((all) => distinct(all.map((one) => one.reply.title)), 'button titles must be unique'),
  }),
});

const list = z.strictObject({
  type: z.literal('list'),
  header: textHeader.optional(),
  body: z.strictObject({ text: chars(4096) }),
  footer: footer.optional(),
  action: z.strictObject({
    button: chars(20),
    sections: z
      .array(section)
      .min(1)
      .max(10)
      .refine((all) => all.flatMap((one) => one.rows).length <= 10, 'at most 10 rows over all sections')
      .refine((all) => distinct(all.flatMap((one) => one.rows.map((each) => each.id))), 'row ids must be unique')
      .refine((all) => all.length === 1 || all.every((one) => one.title), 'a title for each section of several'),
  }),
});

const parameter = z.strictObject({ type: z.literal('text'), text: z.string().min(1) });
const template = z.strictObject({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  language: z.strictObject({
    code: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/),
    policy: z.literal('deterministic').optional(),
  }),
  components: z.array(z.strictObject({ type: z.enum(['body', 'header']), parameters: z.array(parameter) })).optional(),
});

const common = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  to: z.string().optional(),
  recipient: z.string().optional(),
  context: z.strictObject({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().min(1).max(512).optional(),
};

const message = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('text'),
    text: z.strictObject({ body: chars(4096), preview_url: z.boolean().optional() }),
  }),
  z.strictObject({ ...common, type: z.literal('image'), image: media }),
  z.strictObject({
    ...common,
    type: z.literal('reaction'),
    reaction: z.strictObject({ message_id: z.string().min(1), emoji: z.string() }),
  }),
  z.strictObject({
    ...common,
    type: z.literal('interactive'),
    interactive: z.discriminatedUnion('type', [buttons, list]),
  }),
  z.strictObject({ ...common, type: z.literal('template'), template }),
]);

const mark = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string().min(1),
  typing_indicator: z.strictObject({ type: z.literal('text') }).optional(),
});

export type SentMessage = z.infer<typeof message>;
export type ReadMark = z.infer<typeof mark>;

/** A body as Meta checks it: whatever is unknown, missing or too long is refused with code 100. */
export function checked(body: unknown): SentMessage | ReadMark {
  const isMark = typeof body === 'object' && body !== null && 'status' in body;
  const result = isMark ? mark.safeParse(body) : message.safeParse(withType(body));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw fault(100, `Param ${issue?.path.join('.') || 'body'}: ${issue?.message}`);
}

/** Without a type it is a text. */
const withType = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && !('type' in body) ? { ...body, type: 'text' } : body;
