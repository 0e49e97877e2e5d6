import { randomBytes } from 'node:crypto';
import type { Json } from '../../src/automation/definition.ts';
import type { Clock } from '../../src/clock.ts';
import { type Config, readConfig } from '../../src/config.ts';
import type { ActionContext } from '../../src/connectors/define.ts';
import type { ConnectorTools } from '../../src/connectors/tools.ts';
import { createVault } from '../../src/vault.ts';

export const NOW = new Date('2026-11-20T07:00:00.000Z');

/** A clock that stands until it is moved. */
export function standingClock(): Clock & { set(at: Date): void } {
  let now = NOW;
  return {
    now: () => now,
    set(at) {
      now = at;
    },
  };
}

export const testVault = () => createVault(randomBytes(32));

export function configOf(env: Record<string, string> = {}): Config {
  return readConfig({ NODE_ENV: 'test', ...env });
}

/** What a run is given in tests; each call has a key of its own unless one is named. */
export function contextOf(
  tools: ConnectorTools | undefined,
  more: Partial<Omit<ActionContext, 'connection'>> & { fields?: Record<string, string> } = {},
): ActionContext {
  const { fields, ...rest } = more;
  return {
    idempotencyKey: `key-${randomBytes(8).toString('hex')}`,
    workspace: 'w1',
    user: 'u1',
    executionId: 'run_1',
    workflowName: 'Test workflow',
    timeZone: 'Africa/Nairobi',
    currency: 'KES',
    now: NOW.toISOString(),
    thread: 'web:t1',
    connection: { id: 'con_1', kind: 'real', fields: fields ?? {} },
    signal: new AbortController().signal,
    heartbeat: () => {},
    ...(tools ? { tools } : {}),
    ...rest,
  };
}

export type JsonObject = { [key: string]: Json };

/** A payment as IntaSend's webhook tells it. */
export const intasendPayment = {
  invoice_id: 'BRZKGPR',
  state: 'COMPLETE',
  provider: 'M-PESA',
  charges: '30.00',
  net_amount: '9970.00',
  currency: 'KES',
  value: '10000.00',
  account: '254712345678',
  api_ref: 'INV-7',
  failed_reason: null,
  challenge: 'test-challenge',
};
