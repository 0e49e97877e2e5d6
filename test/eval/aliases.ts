/** Parameter names that mean the same (README, "Parameter aliases"), for answers and for params. */
const ALIASES: Record<string, string[]> = {
  to: ['recipient', 'email', 'recipients'],
  phone: ['to', 'phone_number', 'number', 'recipient'],
  message: ['text', 'body', 'content'],
  body: ['text', 'content', 'message', 'html'],
  subject: ['title'],
  client: ['customer', 'customer_name', 'client_name'],
  amount: ['total', 'value'],
  due_date: ['due', 'due_in'],
  description: ['memo', 'reason', 'note'],
  spreadsheet: ['sheet', 'spreadsheet_id', 'sheet_id', 'url'],
  values: ['row', 'columns', 'fields'],
  url: ['feed', 'feed_url', 'link', 'endpoint'],
  payment_id: ['payment', 'payment_intent', 'charge'],
  passengers: ['adults'],
  table: ['table_id', 'table_name'],
  base: ['base_id', 'base_name'],
  board: ['board_id', 'board_name'],
  parent: ['parent_id', 'parent_name'],
};

/** Asking for any of these asks when. */
const WHEN = ['time', 'date', 'schedule', 'trigger', 'when', 'schedule_cron', 'schedule_at'];

const PHONE_SERVICES = ['whatsapp', 'sms'];

/** Last part of a path: `steps[0].params.to` and `params.to` are `to`. */
export function plainName(name: string): string {
  const parts = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
    .split(/[.\]]/)
    .filter(Boolean);
  return parts.at(-1) ?? '';
}

/** Names by which the parameter may be known, nearest first: itself, its aliases, names it is an alias of and theirs. */
export function namesOf(name: string, service?: string): string[] {
  const plain = plainName(name);
  if (WHEN.includes(plain)) return [plain, ...WHEN];
  const own = ALIASES[plain] ?? [];
  const owners = Object.keys(ALIASES).filter((key) => ALIASES[key]?.includes(plain));
  const phone = plain === 'to' && (service === undefined || PHONE_SERVICES.includes(service)) ? ['phone'] : [];
  return [...new Set([plain, ...own, ...phone, ...owners, ...owners.flatMap((key) => ALIASES[key] ?? [])])];
}

/** Whether two names mean the same parameter. */
export function sameParameter(one: string, other: string): boolean {
  return namesOf(one).includes(plainName(other)) || namesOf(other).includes(plainName(one));
}

/** The answer for an asked parameter and the key it stands under. */
export function answerFor(answers: Record<string, string>, asked: string): { key: string; answer: string } | null {
  for (const name of namesOf(asked)) {
    const key = Object.keys(answers).find((candidate) => plainName(candidate) === name);
    if (key !== undefined) return { key, answer: answers[key] ?? '' };
  }
  return null;
}
