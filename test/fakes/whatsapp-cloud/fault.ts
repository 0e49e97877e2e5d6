/** An answer of the Graph API that refuses, in Meta's own form. */
export class GraphFault extends Error {
  readonly status: number;
  readonly code: number;
  readonly subcode: number | undefined;
  readonly details: string;

  constructor(status: number, code: number, message: string, details = '', subcode?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.subcode = subcode;
  }

  body(): unknown {
    return {
      error: {
        message: `(#${this.code}) ${this.message}`,
        type: 'OAuthException',
        code: this.code,
        ...(this.subcode === undefined ? {} : { error_subcode: this.subcode }),
        ...(this.details ? { error_data: { messaging_product: 'whatsapp', details: this.details } } : {}),
        fbtrace_id: 'AFakeTraceId',
      },
    };
  }
}

/** What Meta says with its codes. */
const TITLES: Record<number, [status: number, title: string, details: string]> = {
  100: [400, 'Invalid parameter', ''],
  190: [401, 'Invalid OAuth access token - Cannot parse access token', ''],
  368: [403, 'Temporarily blocked for policies violations', 'The account was restricted for violating a policy.'],
  130429: [429, 'Rate limit hit', 'Cloud API message throughput has been reached.'],
  131000: [500, 'Something went wrong', 'Message failed to send because of an unknown error.'],
  131009: [400, 'Parameter value is not valid', ''],
  131026: [400, 'Message undeliverable', 'Unable to deliver message.'],
  131047: [
    400,
    'Re-engagement message',
    'More than 24 hours have passed since the recipient last replied to the sender number.',
  ],
  131053: [400, 'Media upload error', 'Unable to upload the media used in the message.'],
  131056: [429, '(Business Account, Consumer Account) pair rate limit hit', 'Too many messages to this recipient.'],
  132000: [400, 'Number of parameters does not match the expected number of params', ''],
  132001: [404, 'Template name does not exist in the translation', ''],
  132015: [400, 'Template is Paused', 'The template is paused because of low quality.'],
  132018: [400, 'Template parameters issue', 'Param text cannot have new-line/tab characters or more than 4 spaces.'],
};

export function fault(code: number, details?: string, subcode?: number): GraphFault {
  const [status, title, usual] = TITLES[code] ?? [400, 'An error', ''];
  return new GraphFault(status, code, title, details ?? usual, subcode);
}
