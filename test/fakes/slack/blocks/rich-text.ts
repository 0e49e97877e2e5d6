import { anyNumber, type Check, kinds, list, object, oneOf, type Shape, text, whole, yesNo } from './schema.ts';

/** Rich text, which Slack's own composer makes and apps may send. */

const style: Check = object({
  optional: {
    bold: yesNo,
    italic: yesNo,
    strike: yesNo,
    code: yesNo,
    underline: yesNo,
    highlight: yesNo,
    client_highlight: yesNo,
    unlink: yesNo,
  },
});

const LONG = 30_000;
const styled = { style };

const ATOMS: Record<string, Shape> = {
  text: { required: { text: text(1, LONG) }, optional: styled },
  link: { required: { url: text(1, 3000) }, optional: { text: text(0, LONG), unsafe: yesNo, ...styled } },
  user: { required: { user_id: text(1, 255) }, optional: styled },
  channel: { required: { channel_id: text(1, 255) }, optional: styled },
  usergroup: { required: { usergroup_id: text(1, 255) }, optional: styled },
  team: { required: { team_id: text(1, 255) }, optional: styled },
  broadcast: { required: { range: oneOf('here', 'channel', 'everyone') }, optional: styled },
  emoji: {
    required: { name: text(1, 255) },
    optional: { unicode: text(1, 255), url: text(1, 3000), skin_tone: whole(1, 6), ...styled },
  },
  color: { required: { value: text(1, 255) }, optional: styled },
  date: {
    required: { timestamp: anyNumber, format: text(1, 255) },
    optional: { url: text(1, 3000), fallback: text(0, 3000), ...styled },
  },
};

const atoms = list(kinds(ATOMS), 0, 10_000);
const plainAtoms = list(
  kinds({
    text: ATOMS.text as Shape,
    link: ATOMS.link as Shape,
    user: ATOMS.user as Shape,
    emoji: ATOMS.emoji as Shape,
  }),
  0,
  10_000,
);
const border = oneOf(0, 1);

const section: Shape = { required: { elements: atoms } };

export const richText: Shape = {
  required: {
    elements: list(
      kinds({
        rich_text_section: section,
        rich_text_list: {
          required: {
            elements: list(kinds({ rich_text_section: section }), 1, 1000),
            style: oneOf('bullet', 'ordered'),
          },
          optional: { indent: whole(0, 8), border, offset: whole(0, 10_000) },
        },
        rich_text_quote: { required: { elements: atoms }, optional: { border } },
        rich_text_preformatted: { required: { elements: plainAtoms }, optional: { border, language: text(1, 255) } },
      }),
      1,
      1000,
    ),
  },
};

/** A rich_text block where one stands inside something else. */
export const richTextBlock: Check = kinds({ rich_text: withId(richText) });

/** Every block may have an id of its own. */
export function withId(shape: Shape): Shape {
  return { ...shape, optional: { block_id: text(1, 255), ...shape.optional } };
}
