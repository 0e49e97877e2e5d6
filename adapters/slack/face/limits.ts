import type { Limits } from '../../../src/chat/types.ts';

/** What Slack's Block Kit takes, in UTF-16 units unless said otherwise; every limit this adapter keeps to is here. */
export const BLOCK_KIT = {
  messageBlocks: 50,
  viewBlocks: 100,
  /** All blocks of one message as JSON: beyond it Slack answers `msg_blocks_too_long`, whatever each block holds. */
  messageJson: 13_000,
  /** `text` of a message, what notifications and screen readers get. */
  fallback: 4_000,
  header: 150,
  text: 3_000,
  fields: 10,
  fieldText: 2_000,
  contextElements: 10,
  altText: 2_000,
  actions: 25,
  actionId: 255,
  blockId: 255,
  buttonText: 75,
  buttonValue: 2_000,
  url: 3_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  options: 100,
  optionText: 75,
  optionValue: 75,
  label: 2_000,
  hint: 2_000,
  placeholder: 150,
  inputText: 3_000,
  viewTitle: 24,
  viewButton: 24,
  privateMetadata: 3_000,
  callbackId: 255,
  prompts: 4,
} as const;

/** What reads well rather than what is allowed. */
export const LOOKS = {
  /** Buttons side by side; more of them start a new row. */
  buttonsPerRow: 5,
  /** Labels longer than this are cut short on phones, so they also stand in full above the buttons. */
  buttonShown: 40,
  /** Inputs of one message; what goes beyond is asked for in words. */
  messageInputs: 20,
  /** A field this short may stand beside another. */
  shortField: 40,
  /** A fact this long still reads well in small print. */
  smallFact: 200,
} as const;

/**
 * What one post may hold. Text this long, with its buttons, stays below what Slack takes of one message in every
 * alphabet, and its plain words fit the fallback text.
 */
export const LIMITS: Limits = { text: 2_800, choices: 10, update: true };
