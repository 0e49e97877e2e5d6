import type { types } from '@slack/bolt';

/** Slack's own names of what messages and views are made of. */
export type ActionsBlock = types.ActionsBlock;
export type Button = types.Button;
export type ConfirmationDialog = types.ConfirmationDialog;
export type ContextBlockElement = types.ContextBlockElement;
export type HeaderBlock = types.HeaderBlock;
export type HomeView = types.HomeView;
export type ImageBlock = types.ImageBlock;
export type InputBlock = types.InputBlock;
export type InputBlockElement = types.InputBlockElement;
export type KnownBlock = types.KnownBlock;
export type ModalView = types.ModalView;
export type PlainTextElement = types.PlainTextElement;
export type RichTextBlock = types.RichTextBlock;
export type RichTextBlockElement = types.RichTextBlockElement;
export type RichTextElement = types.RichTextElement;
export type RichTextSection = types.RichTextSection;
