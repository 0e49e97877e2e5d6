import type { Json } from './definition.ts';
import type { RehearsalContext } from './rehearse.ts';
import { localDay } from './zone.ts';

/** What templates may read in a rehearsal, besides steps. */
export function scopeWith(trigger: Record<string, Json>, context: RehearsalContext): Record<string, Json> {
  const { owner = {} } = context;
  return {
    trigger,
    run: { id: 'run_sample', started_at: context.now, date: localDay(Date.parse(context.now), context.timeZone) },
    owner: {
      id: owner.id ?? 'you',
      name: owner.name ?? 'You',
      email: owner.email ?? 'you@example.com',
      phone: owner.phone ?? '+254700000000',
      time_zone: context.timeZone,
    },
  };
}
