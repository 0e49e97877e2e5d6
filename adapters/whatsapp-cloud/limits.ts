/** What the Cloud API takes, in characters unless said otherwise. */
export const LIMITS = {
  text: 4096,
  /** Body of a message with reply buttons. */
  buttonsBody: 1024,
  listBody: 4096,
  buttons: 3,
  buttonTitle: 20,
  rows: 10,
  rowTitle: 24,
  rowDescription: 72,
  rowId: 200,
  caption: 1024,
  templateParameter: 1024,
  /** `biz_opaque_callback_data`. */
  callback: 512,
  imageBytes: 5 * 1024 * 1024,
  /** What a person may send and we would fetch, bytes. */
  downloadBytes: 16 * 1024 * 1024,
  /** A webhook's body, bytes: Meta sends up to 3 MB. */
  webhookBytes: 3 * 1024 * 1024,
} as const;

/** Free text is taken for 24 hours after a person wrote; this much is left for the way there. */
export const WINDOW_MS = 24 * 3_600_000 - 120_000;
