import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { ConnectionRow } from '../store/services.ts';
import { accountName, checkFields } from './account-fields.ts';
import {
  type AccountsDeps,
  createConnectionRows,
  ENVIRONMENT,
  type Holder,
  type OpenConnection,
} from './connection-rows.ts';
import type { ServiceSpec } from './define.ts';

export type { Holder, OpenConnection };

/** A connection as a person may see it: never what is secret about it. */
export interface Account {
  id: string;
  service: string;
  /** "IntaSend payments". */
  title: string;
  kind: 'real' | 'sandbox';
  /** What tells accounts apart: an address, a number; "sandbox" for a sandbox. */
  account: string;
  /** Someone else's, or the environment's, shared with this person. */
  shared: boolean;
}

/** `missing`: nothing is connected. `unavailable`: the service can be planned and rehearsed only, and sandboxes are off. */
type Binding = Account | { missing: 'not_connected' | 'unavailable'; service: string; title: string };

export type Accounts = ReturnType<typeof createAccounts>;

/** What a step of a service without accounts runs with. */
const BUILTIN: OpenConnection = { id: 'builtin', kind: 'builtin', fields: {} };

/** Connections: who has which account of which service, kept encrypted, opened only for a run. */
export function createAccounts(deps: AccountsDeps) {
  const { store, vault, catalogue, clock } = deps;
  const { sandboxes, hasSandbox, specOf, usable, own, sandboxOf, openRow } = createConnectionRows(deps);

  const hasRun = (spec: ServiceSpec) => spec.actions.some((action) => action.run !== undefined);
  const needsAccount = (spec: ServiceSpec) =>
    spec.actions.some((action) => action.connection === 'account') ||
    (spec.actions.length === 0 && spec.fields.length > 0);

  const seen = (row: ConnectionRow, holder: Holder): Account => ({
    id: row._id,
    service: row.service,
    title: specOf(row.service).title,
    kind: row.kind,
    account: row.account,
    shared: row.user !== holder.user,
  });

  async function bind(holder: Holder, name: string): Promise<Binding | null> {
    const spec = specOf(name);
    if (!needsAccount(spec)) return null;
    const rows = await usable(holder, spec.service);
    const real = hasRun(spec) ? rows.find((row) => row.kind === 'real') : undefined;
    if (real) return seen(real, holder);
    if (hasSandbox(spec)) return seen(await sandboxOf(holder, spec), holder);
    return { missing: hasRun(spec) ? 'not_connected' : 'unavailable', service: spec.service, title: spec.title };
  }

  return {
    /** Whether sandboxes may stand in at all here. */
    sandboxes,

    /** Everything a person has connected or been lent, sandboxes included. */
    async list(holder: Holder): Promise<Account[]> {
      return (await usable(holder)).map((row) => seen(row, holder));
    },

    /**
     * Stores an account. The same account again, or one named by `reconnect`, keeps its id, so that seals stay good.
     * Throws `invalid` with a finding for each field that cannot be used.
     */
    async connect(
      holder: Holder,
      service: string,
      given: Record<string, unknown>,
      options: { reconnect?: string } = {},
    ): Promise<Account> {
      const spec = specOf(service);
      const { fields, findings } = checkFields(spec, given);
      if (findings.length > 0)
        throw new AppError('invalid', `${spec.title} cannot be connected with this.`, { findings });
      const account = accountName(spec, fields);
      const key = {
        workspace: holder.workspace,
        user: holder.user,
        service: spec.service,
        kind: 'real' as const,
        account,
      };
      const before = options.reconnect
        ? await own(holder, options.reconnect)
        : await store.connections.findOne(key).lean<ConnectionRow>();
      if (before && (before.service !== spec.service || before.kind !== 'real' || before.user !== holder.user)) {
        throw new AppError('invalid', 'That connection is of another kind.');
      }
      const id = before?._id ?? newId('con');
      const sealed = vault.seal(JSON.stringify(fields), `connection:${id}`);
      const now = clock.now();
      try {
        if (before) {
          const change = { account, sealed, revokedAt: null, updatedAt: now };
          await store.connections.updateOne({ _id: id, workspace: holder.workspace }, { $set: change });
        } else {
          await store.connections.create({
            _id: id,
            ...key,
            sealed,
            sharedWith: [],
            revokedAt: null,
            createdAt: now,
            updatedAt: now,
          });
        }
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        // Connected twice at once, or the reconnected account became one that is there already.
        throw new AppError('conflict', `This ${spec.title} account is connected already.`);
      }
      return { id, service: spec.service, title: spec.title, kind: 'real', account, shared: false };
    },

    /** Forgets an account's credentials. Runs that are bound to it stop with a sentence that says so. */
    async disconnect(holder: Holder, id: string): Promise<void> {
      const row = await own(holder, id);
      if (row.user === ENVIRONMENT) {
        throw new AppError('conflict', 'This connection comes from the settings of the server; remove it there.');
      }
      const now = clock.now();
      await store.connections.updateOne(
        { _id: id, workspace: holder.workspace },
        { $set: { sealed: null, revokedAt: now, updatedAt: now } },
      );
    },

    /** Lets someone of the same workspace use a connection, or not any more. Only its owner can; an admin for the environment's. */
    async share(holder: Holder, id: string, user: string, allowed = true): Promise<void> {
      await own(holder, id);
      if (allowed && !(await store.users.exists({ _id: user, workspace: holder.workspace }))) {
        throw new AppError('not_found', 'There is no such person here.');
      }
      const change = allowed ? { $addToSet: { sharedWith: user } } : { $pull: { sharedWith: user } };
      await store.connections.updateOne({ _id: id, workspace: holder.workspace }, change);
    },

    /**
     * What each service of a definition would run with. Services that need no account are left out. Outside production a
     * sandbox stands in for what is not connected; nothing falls back to one later.
     */
    async bindings(holder: Holder, services: string[]): Promise<Record<string, Binding>> {
      const bound: Record<string, Binding> = {};
      for (const name of new Set(services)) {
        const binding = await bind(holder, name);
        if (binding) bound[name] = binding;
      }
      return bound;
    },

    /** The person's sandbox of a service. Throws `forbidden` where sandboxes are off. */
    async useSandbox(holder: Holder, service: string): Promise<Account> {
      const spec = specOf(service);
      if (!hasSandbox(spec)) {
        throw new AppError('forbidden', 'Sandboxes are off here. They can be turned on with SANDBOX=true.');
      }
      return seen(await sandboxOf(holder, spec), holder);
    },

    /** A connection for a run of this person. Throws `gone` when it was disconnected, `forbidden` when it is not theirs (any more). */
    async open(holder: Holder, id: string | null): Promise<OpenConnection> {
      if (id === null || id === BUILTIN.id) return BUILTIN;
      const row = await store.connections.findOne({ _id: id, workspace: holder.workspace }).lean<ConnectionRow>();
      return openRow(row, holder);
    },

    /** Fields of the real account a person would use for a service, for its webhooks; null without one. */
    async fieldsFor(workspace: string, user: string, service: string): Promise<Record<string, string> | null> {
      const holder = { workspace, user };
      const spec = catalogue.service(service);
      if (!spec) return null;
      const rows = await usable(holder, specOf(service).service);
      const real = rows.find((row) => row.kind === 'real');
      return real ? (await openRow(real, holder)).fields : null;
    },
  };
}
