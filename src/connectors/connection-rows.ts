import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { ConnectionRow } from '../store/services.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../vault.ts';
import { accountName, environmentFields } from './account-fields.ts';
import type { Catalogue } from './catalogue.ts';
import type { ServiceSpec } from './define.ts';

/** Whose connections are meant. */
export interface Holder {
  workspace: string;
  user: string;
}

/** What a run is given: the decrypted fields of the connection its version is bound to. */
export interface OpenConnection {
  id: string;
  kind: 'real' | 'sandbox' | 'builtin';
  fields: Record<string, string>;
}

export interface AccountsDeps {
  store: Store;
  vault: Vault;
  catalogue: Pick<Catalogue, 'service' | 'services'>;
  config: Config;
  clock: Clock;
}

/** Owner of connections made of the environment's credentials; they belong to the admins of their workspace (D23). */
export const ENVIRONMENT = 'environment';

/** The rows of connections: which are whose, which may be used by whom, and what is in them. */
export function createConnectionRows(deps: AccountsDeps) {
  const { store, vault, catalogue, config, clock } = deps;

  /** The service whose accounts count for a name or alias. Throws `not_found`. */
  function specOf(name: string): ServiceSpec {
    const spec = catalogue.service(name);
    const owner = spec?.accountOf ? catalogue.service(spec.accountOf) : spec;
    if (!owner) throw new AppError('not_found', `There is no service called ${name}.`);
    return owner;
  }

  const sandboxes = config.SANDBOX ?? config.NODE_ENV !== 'production';
  /** Whether a sandbox of this service may be used here at all; in production only where it was asked for. */
  const hasSandbox = (spec: ServiceSpec) => sandboxes || (spec.service === 'travel' && config.TRAVEL_ALLOW_FALLBACK);

  async function isAdmin(holder: Holder): Promise<boolean> {
    const row = await store.users.findOne({ _id: holder.user, workspace: holder.workspace }, { admin: 1 }).lean();
    return row?.admin === true;
  }

  /** All live connections this person may use, theirs first, newest first. */
  async function usable(holder: Holder, service?: string): Promise<ConnectionRow[]> {
    const admin = await isAdmin(holder);
    if (admin) await keepEnvironment(holder.workspace, service);
    const rows = await store.connections
      .find({
        workspace: holder.workspace,
        revokedAt: null,
        ...(service === undefined ? {} : { service }),
        $or: [{ user: holder.user }, { sharedWith: holder.user }, ...(admin ? [{ user: ENVIRONMENT }] : [])],
      })
      .sort({ updatedAt: -1 })
      .limit(500)
      .lean<ConnectionRow[]>();
    const live = rows.filter((row) => row.user !== ENVIRONMENT || environmentOf(row.service) !== null);
    const rank = (row: ConnectionRow) => (row.user === holder.user ? 0 : row.user === ENVIRONMENT ? 2 : 1);
    return live.sort((one, other) => rank(one) - rank(other));
  }

  function environmentOf(service: string): Record<string, string> | null {
    const spec = catalogue.service(service);
    return spec ? environmentFields(spec, config) : null;
  }

  /** Gives the environment's credentials a row in a workspace, so that they have an id and can be shared. */
  async function keepEnvironment(workspace: string, service?: string): Promise<void> {
    const services = service === undefined ? catalogue.services.map((spec) => spec.service) : [service];
    for (const name of services) {
      const fields = environmentOf(name);
      if (fields === null) continue;
      const account = accountName(specOf(name), fields);
      await store.connections
        .updateOne(
          { workspace, user: ENVIRONMENT, service: name, kind: 'real' },
          {
            $set: { account },
            $setOnInsert: { _id: newId('con'), sealed: null, sharedWith: [], ...dates() },
          },
          { upsert: true },
        )
        .catch(unlessDuplicate);
    }
  }

  function dates() {
    const now = clock.now();
    return { revokedAt: null, createdAt: now, updatedAt: now };
  }

  async function own(holder: Holder, id: string): Promise<ConnectionRow> {
    const row = await store.connections.findOne({ _id: id, workspace: holder.workspace }).lean<ConnectionRow>();
    if (row && (row.user === holder.user || (row.user === ENVIRONMENT && (await isAdmin(holder))))) return row;
    if (row || (await store.ownerOf('connection', id))) {
      throw new AppError('forbidden', 'This connection belongs to someone else.');
    }
    throw new AppError('not_found', 'There is no connection with this id.');
  }

  async function sandboxOf(holder: Holder, spec: ServiceSpec): Promise<ConnectionRow> {
    const key = {
      workspace: holder.workspace,
      user: holder.user,
      service: spec.service,
      kind: 'sandbox' as const,
      account: 'sandbox',
    };
    await store.connections
      .updateOne(
        key,
        {
          $set: { revokedAt: null },
          $setOnInsert: {
            _id: newId('con'),
            sealed: null,
            sharedWith: [],
            createdAt: clock.now(),
            updatedAt: clock.now(),
          },
        },
        { upsert: true },
      )
      .catch(unlessDuplicate);
    const row = await store.connections.findOne(key).lean<ConnectionRow>();
    if (!row) throw new Error('a sandbox connection that was just made is gone');
    return row;
  }

  async function openRow(row: ConnectionRow | null, holder: Holder): Promise<OpenConnection> {
    if (!row) throw new AppError('not_found', 'The connection this step used is not there any more. Connect it again.');
    const spec = specOf(row.service);
    const { title } = spec;
    if (row.revokedAt) throw new AppError('gone', `${title} was disconnected. Connect it again to go on.`);
    const theirs =
      row.user === holder.user ||
      row.sharedWith.includes(holder.user) ||
      (row.user === ENVIRONMENT && (await isAdmin(holder)));
    if (!theirs) throw new AppError('forbidden', `${title} is connected by someone else and not shared with you.`);
    if (row.kind === 'sandbox' && !hasSandbox(spec)) {
      throw new AppError('gone', `The sandbox of ${title} is off here. Connect an account to go on.`);
    }
    if (row.kind === 'sandbox') return { id: row._id, kind: 'sandbox', fields: {} };
    const fields = row.user === ENVIRONMENT ? environmentOf(row.service) : unseal(row);
    if (!fields) throw new AppError('gone', `${title} is not connected any more. Connect it again to go on.`);
    return { id: row._id, kind: 'real', fields };
  }

  function unseal(row: ConnectionRow): Record<string, string> | null {
    return row.sealed === null
      ? null
      : (JSON.parse(vault.open(row.sealed, `connection:${row._id}`)) as Record<string, string>);
  }

  return { sandboxes, hasSandbox, specOf, usable, own, sandboxOf, openRow };
}

function unlessDuplicate(error: unknown): void {
  if (!isDuplicate(error)) throw error;
}
