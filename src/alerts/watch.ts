import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import { isDuplicate } from '../store/duplicate.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { UserRow } from '../store/people.ts';
import type { Store } from '../store/store.ts';
import type { AlertRow } from '../store/watch.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { createFigures, noFigures } from './figures.ts';
import { OWNER_RULES, type Rule, STEPS_RULE } from './rules.ts';

/** Figures must stay good this long before it is said that they are. */
const CALM_MS = 10 * 60_000;
/** As long as another gateway waits when the one that watches is gone. */
const LEASE_MS = 150_000;
const MOST_ADMINS = 50;
const MOST_ALERTS = 2_000;

type Owner = Pick<AlertRow, 'workspace' | 'user'>;

/**
 * Looks how runs are doing and tells whom it concerns: once when it gets bad, once when it is over. What is told is kept as a notice,
 * which is sent like any other. One gateway at a time; two at once would do no harm.
 */
export function createWatch(deps: {
  store: Store;
  clock: Clock;
  lease: {
    hold(name: string, owner: string, ms: number): Promise<boolean>;
    release(name: string, owner: string): Promise<void>;
  };
  /** This gateway, among others. */
  id: string;
  metrics?: Pick<Metrics, 'count'>;
}) {
  const { store, clock, lease } = deps;
  const figures = createFigures(deps);

  async function notice(alert: AlertRow, news: 'begins' | 'over', text: string): Promise<void> {
    const { workspace, user, thread } = alert;
    const _id = `alert:${alert._id}:${alert.since.toISOString()}:${news}`;
    try {
      await store.notices.create({ _id, workspace, user, thread, text, dueAt: clock.now(), sentAt: null });
      deps.metrics?.count('nod_alerts_told_total', { rule: alert.rule, news });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }

  async function begin<F>(rule: Rule<F>, owner: Owner, found: F): Promise<void> {
    const about = rule.about(found);
    const workflow =
      about &&
      (await store.workflows
        .findOne({ _id: about.workflow, workspace: owner.workspace }, { name: 1, createdFromRoom: 1 })
        .lean<WorkflowRow>());
    const alert: AlertRow = {
      _id: `${rule.id}:${owner.user}`,
      workspace: owner.workspace,
      user: owner.user,
      rule: rule.id,
      thread: workflow?.createdFromRoom ?? null,
      since: clock.now(),
      toldAt: null,
      goodSince: null,
    };
    try {
      await store.alerts.create(alert);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return;
    }
    await told(alert, rule.begins(found, workflow?.name ?? null));
  }

  async function told(alert: AlertRow, text: string): Promise<void> {
    await notice(alert, 'begins', text);
    await change(alert, { toldAt: clock.now() });
  }

  const change = (alert: AlertRow, what: Partial<AlertRow>) =>
    store.alerts.updateOne({ _id: alert._id, workspace: alert.workspace }, { $set: what });

  /** Where an episode stands, and what that asks for. */
  async function follow<F>(rule: Rule<F>, owner: Owner, found: F, alert: AlertRow | undefined): Promise<void> {
    if (!alert) {
      if (rule.bad(found)) await begin(rule, owner, found);
      return;
    }
    if (rule.bad(found)) {
      // Begun by a gateway that died before it had said so.
      if (!alert.toldAt) await told(alert, rule.begins(found, null));
      if (alert.goodSince) await change(alert, { goodSince: null });
      return;
    }
    const now = clock.now();
    if (!alert.goodSince) await change(alert, { goodSince: now });
    else if (now.getTime() - alert.goodSince.getTime() >= CALM_MS) {
      if (alert.toldAt) await notice(alert, 'over', rule.ends(found));
      await store.alerts.deleteOne({ _id: alert._id, workspace: alert.workspace });
    }
  }

  async function look(): Promise<void> {
    const [owners, steps, alerts, admins] = await Promise.all([
      figures.owners(),
      figures.steps(),
      store.alerts.find({ workspace: EVERY_WORKSPACE }).limit(MOST_ALERTS).lean<AlertRow[]>(),
      store.users
        .find({ workspace: EVERY_WORKSPACE, admin: true }, { workspace: 1 })
        .limit(MOST_ADMINS)
        .lean<UserRow[]>(),
    ]);
    const open = new Map(alerts.map((alert) => [alert._id, alert]));
    for (const { workspace, user } of alerts) if (!owners.has(user)) owners.set(user, noFigures(workspace, user));
    for (const found of owners.values()) {
      for (const rule of OWNER_RULES) await follow(rule, found, found, open.get(`${rule.id}:${found.user}`));
    }
    for (const { _id: user, workspace } of admins) {
      await follow(STEPS_RULE, { workspace, user }, steps, open.get(`${STEPS_RULE.id}:${user}`));
    }
  }

  return {
    /** One look; nothing where another gateway watches. */
    async look(): Promise<void> {
      if (await lease.hold('watch', deps.id, LEASE_MS)) await look();
    },
    /** Lets another gateway watch at once. */
    stop: () => lease.release('watch', deps.id),
  };
}
