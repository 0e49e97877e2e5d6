import { describe, expect, it } from 'vitest';
import { createPlanners } from '../../src/planner/choose.ts';
import type { Planner } from '../../src/planner/types.ts';

const builtin: Planner = async () => ({ kind: 'say', text: 'built in' });
const claude: Planner = async () => ({ kind: 'say', text: 'claude' });

function chosen(PLANNER: 'auto' | 'claude' | 'builtin', key?: string) {
  const keys: string[] = [];
  const config = { PLANNER, ...(key ? { ANTHROPIC_API_KEY: key } : {}) };
  const planners = createPlanners({
    config,
    builtin,
    claude: (apiKey) => {
      keys.push(apiKey);
      return claude;
    },
  });
  return { ...planners, keys };
}

describe('which planner is in use', () => {
  it('Claude where there is a key, with the built-in behind it', () => {
    expect(chosen('auto', 'test-key')).toEqual({
      primary: claude,
      fallback: builtin,
      name: 'claude',
      keys: ['test-key'],
    });
    expect(chosen('claude', 'test-key')).toMatchObject({ name: 'claude', fallback: builtin });
  });

  it('the built-in alone without one, or when asked for', () => {
    expect(chosen('auto')).toEqual({ primary: builtin, fallback: null, name: 'builtin', keys: [] });
    expect(chosen('builtin', 'test-key')).toEqual({ primary: builtin, fallback: null, name: 'builtin', keys: [] });
  });

  it('refuses to start with Claude and no key, naming both variables', () => {
    expect(() => chosen('claude')).toThrow(/ANTHROPIC_API_KEY.*PLANNER/s);
  });
});
