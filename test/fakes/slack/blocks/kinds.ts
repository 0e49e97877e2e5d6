import type { Json } from '../model.ts';
import { BUTTON, inActions, inContextActions, inInput, inSection } from './elements.ts';
import { address, eitherText, imageElement, mrkdwn, picture, plain } from './objects.ts';
import { richText, richTextBlock, withId } from './rich-text.ts';
import {
  anyNumber,
  atLeastOne,
  type Check,
  type Context,
  kinds,
  list,
  object,
  oneOf,
  type Shape,
  type Surface,
  text,
  whole,
  wrong,
  yesNo,
} from './schema.ts';

/** Every kind of block, and where it may stand. */

const image = kinds({ image: imageElement });

const uniqueActions: Shape['also'] = (value, at, context) => {
  const seen = new Set<unknown>();
  for (const element of Array.isArray(value.elements) ? (value.elements as Json[]) : []) {
    const id = element?.action_id;
    if (id !== undefined && seen.has(id))
      wrong(context, at, `\`action_id\` "${String(id)}" already exists for another action`);
    seen.add(id);
  }
};

const cell = kinds({
  raw_text: { required: { text: text(1, 10_000) } },
  raw_number: { required: { value: anyNumber, text: text(1, 10_000) } },
  rich_text: withId(richText),
});

const cells: Shape['also'] = (value, at, context) => {
  const total = JSON.stringify(value.rows ?? []).length;
  if (total > 60_000) wrong(context, `${at}/rows`, 'table is too large');
};

const source = kinds({ url: { required: { url: address, text: text(1, 3000) } } });

const TASK: Shape = {
  required: {
    task_id: text(1, 255),
    title: text(1, 3000),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  optional: { details: richTextBlock, output: richTextBlock, sources: list(source, 0, 100) },
};

const CARD: Shape = {
  optional: {
    hero_image: image,
    icon: image,
    title: mrkdwn(150),
    subtitle: mrkdwn(150),
    body: mrkdwn(200),
    actions: list(kinds({ button: BUTTON }), 1, 25),
  },
  also: atLeastOne('hero_image', 'title', 'actions', 'body'),
};

const BASIC: Record<string, Shape> = {
  actions: { required: { elements: list(inActions, 1, 25) }, also: uniqueActions },
  context: {
    required: {
      elements: list(
        kinds({
          image: imageElement,
          plain_text: { required: { text: text(1, 3000) }, optional: { emoji: yesNo } },
          mrkdwn: { required: { text: text(1, 3000) }, optional: { verbatim: yesNo } },
        }),
        1,
        10,
      ),
    },
  },
  divider: {},
  header: { required: { text: plain(150) } },
  image: {
    required: { alt_text: text(1, 2000) },
    optional: { ...picture.fields, title: plain(2000) },
    also: picture.also,
  },
  input: {
    required: { label: plain(2000), element: inInput },
    optional: { hint: plain(2000), optional: yesNo, dispatch_action: yesNo },
  },
  rich_text: richText,
  section: {
    optional: { text: eitherText(3000), fields: list(eitherText(2000), 1, 10), accessory: inSection, expand: yesNo },
    also: atLeastOne('text', 'fields'),
  },
  video: {
    required: { video_url: address, thumbnail_url: address, alt_text: text(1, 2000), title: plain(200) },
    optional: {
      title_url: address,
      author_name: text(1, 50),
      provider_name: text(1, 255),
      provider_icon_url: address,
      description: plain(200),
    },
  },
  file: { required: { source: oneOf('remote'), external_id: text(1, 255) } },
};

const TABLE: Shape = {
  required: { rows: list(list(cell, 1, 20), 1, 100) },
  optional: {
    column_settings: list(object({ optional: { align: oneOf('left', 'center', 'right'), is_wrapped: yesNo } }), 0, 20),
  },
  also: cells,
};

const ONLY_IN_MESSAGES: Record<string, Shape> = {
  markdown: { required: { text: text(1, 12_000) } },
  context_actions: { required: { elements: list(inContextActions, 1, 5) }, also: uniqueActions },
  table: TABLE,
  data_table: {
    required: { rows: list(list(cell, 1, 20), 1, 1000), caption: text(1, 3000) },
    optional: { page_size: whole(1, 100), row_header_column_index: whole(0, 19) },
    also: cells,
  },
  task_card: TASK,
  plan: { required: { title: text(1, 3000) }, optional: { tasks: list(kinds({ task_card: withId(TASK) }), 0, 100) } },
  card: CARD,
  carousel: { required: { elements: list(kinds({ card: withId(CARD) }), 1, 10) } },
  container: {
    required: {
      child_blocks: list(kinds(identified({ ...BASIC, table: TABLE })), 1, 10),
    },
    optional: {
      title: plain(150),
      rich_text_title: richTextBlock,
      subtitle: eitherText(150),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      icon: image,
      is_collapsible: yesNo,
      default_collapsed: yesNo,
      has_header_divider: yesNo,
    },
    also: containerRules,
  },
};

const ALERT: Record<string, Shape> = {
  alert: {
    required: { text: eitherText(3000) },
    optional: { level: oneOf('default', 'info', 'warning', 'error', 'success') },
  },
};

function containerRules(value: Json, at: string, context: Context): void {
  atLeastOne('title', 'rich_text_title')(value, at, context);
  if (value.default_collapsed === true && value.is_collapsible !== true) {
    wrong(context, at, '`default_collapsed` requires `is_collapsible`');
  }
}

function identified(shapes: Record<string, Shape>): Record<string, Shape> {
  return Object.fromEntries(Object.entries(shapes).map(([type, shape]) => [type, withId(shape)]));
}

/** What a surface takes as a block. */
export const BLOCK: Record<Surface, Check> = {
  message: kinds(identified({ ...BASIC, ...ALERT, ...ONLY_IN_MESSAGES })),
  modal: kinds(identified({ ...BASIC, ...ALERT })),
  home: kinds(identified(BASIC)),
};
