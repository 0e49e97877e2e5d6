import { pino } from 'pino';
import { checkDefinition } from '../../src/automation/checks/check.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { type ClaudePlannerOptions, createClaudePlanner, type UsageRecord } from '../../src/planner/claude/planner.ts';
import type { PlannerInput } from '../../src/planner/types.ts';
import type { FakeAnthropic, Recorded } from '../fakes/anthropic/server.ts';

export const catalogue = createCatalogue();
const silent = pino({ level: 'silent' });

/** The planner on the fake, with what it recorded of usage. */
export function plannerOn(fake: FakeAnthropic, more: Partial<ClaudePlannerOptions> = {}) {
  const usage: UsageRecord[] = [];
  const planner = createClaudePlanner({
    apiKey: fake.key,
    baseURL: fake.url,
    model: 'claude-sonnet-5-5',
    catalogue,
    usage: async (row) => void usage.push(row),
    log: silent,
    ...more,
  });
  return { planner, usage };
}

export function inputOf(more: Partial<PlannerInput> = {}): PlannerInput {
  const now = '2026-11-20T07:00:00Z';
  return {
    text: 'post "Happy Monday" to #team every Monday at 8',
    history: [],
    now,
    timeZone: 'Africa/Nairobi',
    locale: 'en',
    currency: 'KES',
    owner: { name: 'Wanjiru', email: 'wanjiru@example.com', phone: '+254712345678' },
    draft: null,
    workflows: [],
    dialog: null,
    check: (definition) =>
      checkDefinition(definition, {
        catalogue,
        workflows: [],
        now,
        timeZone: 'Africa/Nairobi',
        withdrawMax: 100_000,
        dailySpendLimit: 500_000,
        currency: 'KES',
      }).findings,
    ...more,
  };
}

const policy = {
  max_withdraw_amount: 0,
  daily_spend_limit: 0,
  allowed_phone_numbers: [],
  max_spend_per_run: 0,
  max_runs_per_day: 0,
  action_limits: [],
  allowed_recipients: [],
  requires_user_confirmation: false,
  currency: '',
};

export const wireStep = (service: string, action: string, params: Record<string, string>, more = {}) => ({
  id: 'step_1',
  service,
  action,
  params: Object.entries(params).map(([key, value]) => ({ key, value, kind: 'text' })),
  condition: '',
  for_each: '',
  needs: null,
  on_error: 'fail',
  retry_attempts: 0,
  timeout: '',
  ...more,
});

/** A definition as the model writes it: one message to a channel every Monday, unless told otherwise. */
export const wireDefinition = (more: Record<string, unknown> = {}) => ({
  name: 'Happy Monday',
  description: '',
  triggers: [
    {
      type: 'schedule',
      service: '',
      event: '',
      schedule_cron: '0 8 * * 1',
      schedule_at: '',
      schedule_timezone: 'Africa/Nairobi',
    },
  ],
  steps: [wireStep('slack', 'send_message', { channel: '#team', message: 'Happy Monday' })],
  policy,
  ...more,
});

export const proposal = (definition: unknown = wireDefinition(), more: Record<string, unknown> = {}) => ({
  definition,
  assumptions: [],
  note: '',
  ...more,
});

export const action = (command: string, workflow_id = '', more: Record<string, unknown> = {}) => ({
  command,
  workflow_id,
  new_name: '',
  data: [],
  reason: '',
  ...more,
});

/** Blocks of a request's last message. */
export function lastTurn(request: Recorded | undefined): Record<string, unknown>[] {
  const messages = (request?.body.messages ?? []) as { content: unknown }[];
  const content = messages.at(-1)?.content;
  return Array.isArray(content) ? (content as Record<string, unknown>[]) : [{ type: 'text', text: content }];
}
