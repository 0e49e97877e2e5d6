import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Account, Accounts, Holder } from './connectors/accounts.ts';
import { AppError } from './errors.ts';
import { hash } from './ids.ts';
import type { OneTimePageRow } from './store/services.ts';
import type { Store } from './store/store.ts';
import type { Vault } from './vault.ts';

/** Minutes a page can be opened (D24). */
const PAGE_MINUTES = 10;

type PageKind = OneTimePageRow['kind'];

/** What a page is made for. */
interface PageDetail {
  /** A webhook's secret; `title` says which workflow it belongs to. */
  secret: { title: string; secret: string };
  /** An API token; `title` is its name. */
  token: { title: string; secret: string };
  /** A workflow as a file, too long for where it was asked for; `title` is its name. */
  file: { title: string; secret: string };
  /** Taking an account's fields; `draft` is told to whoever waits for it. */
  connect: { service: string; reconnect?: string; draft?: string };
}

/** What a page shows before its button is pressed. */
export interface PagePeek {
  kind: PageKind;
  title: string;
  /** Of a connect page. */
  service: string | null;
  state: 'ready' | 'used' | 'expired';
}

export type Pages = ReturnType<typeof createPages>;

const CODE = /^[A-Za-z0-9_-]{22}$/;

/**
 * Pages that show or take a secret once (D24). Their address holds a random code of 128 bits of which only the hash is
 * kept; what they show is encrypted and erased when shown. Looking at one (a link preview) spends nothing.
 */
export function createPages(deps: {
  store: Store;
  vault: Vault;
  clock: Clock;
  /** Address others reach us at. */
  publicUrl: string;
}) {
  const { store, vault, clock } = deps;
  const base = deps.publicUrl.replace(/\/+$/, '');

  async function find(code: string): Promise<OneTimePageRow | null> {
    if (!CODE.test(code)) return null;
    const _id = hash(code);
    const owner = await store.ownerOf('page', _id);
    return owner ? store.pages.findOne({ _id, workspace: owner.workspace }).lean<OneTimePageRow>() : null;
  }

  function opened<K extends PageKind>(row: OneTimePageRow): PageDetail[K] | null {
    return typeof row.detail === 'string'
      ? (JSON.parse(vault.open(row.detail, `page:${row._id}`)) as PageDetail[K])
      : null;
  }

  /** Takes a page for good: of any number of attempts at the same time one gets it. Null for all others. */
  async function claim(row: OneTimePageRow): Promise<OneTimePageRow | null> {
    const now = clock.now();
    return store.pages
      .findOneAndUpdate(
        { _id: row._id, workspace: row.workspace, usedAt: null, expiresAt: { $gt: now } },
        { $set: { usedAt: now, detail: null } },
        { returnDocument: 'before' },
      )
      .lean<OneTimePageRow>();
  }

  function stateOf(row: OneTimePageRow): PagePeek['state'] {
    if (row.usedAt) return 'used';
    return row.expiresAt.getTime() > clock.now().getTime() ? 'ready' : 'expired';
  }

  async function must(code: string, kinds: PageKind[]): Promise<OneTimePageRow> {
    const row = await find(code);
    if (!row || !kinds.includes(row.kind)) throw new AppError('not_found', 'There is no such page.');
    return row;
  }

  return {
    /** Makes a page and returns its address. */
    async make<K extends PageKind>(person: Holder, kind: K, detail: PageDetail[K]): Promise<string> {
      const code = randomBytes(16).toString('base64url');
      const _id = hash(code);
      await store.pages.create({
        _id,
        workspace: person.workspace,
        user: person.user,
        kind,
        detail: vault.seal(JSON.stringify(detail), `page:${_id}`),
        usedAt: null,
        expiresAt: new Date(clock.now().getTime() + PAGE_MINUTES * 60_000),
      });
      return `${base}/once/${code}`;
    },

    /** What a page is about, without spending it. Null when there is none. */
    async peek(code: string): Promise<PagePeek | null> {
      const row = await find(code);
      if (!row) return null;
      const state = stateOf(row);
      const detail = state === 'ready' ? opened<PageKind>(row) : null;
      const service = detail && 'service' in detail ? detail.service : null;
      return { kind: row.kind, title: detail && 'title' in detail ? detail.title : '', service, state };
    },

    /** Shows the secret, this once. Throws `gone` when it was shown or expired, `not_found` when there is none. */
    async reveal(code: string): Promise<{ kind: 'secret' | 'token' | 'file'; title: string; secret: string }> {
      const row = await must(code, ['secret', 'token', 'file']);
      const claimed = await claim(row);
      const detail = claimed ? opened<'secret'>(claimed) : null;
      if (!detail) throw new AppError('gone', 'This page was opened already, or its ten minutes are over.');
      return { kind: row.kind as 'secret' | 'token' | 'file', ...detail };
    },

    /**
     * Stores the account a connect page was made for. What cannot be used is said (`invalid`, with findings) and the page
     * stays open; `gone` when it was used or expired.
     */
    async submit(
      code: string,
      accounts: Pick<Accounts, 'connect'>,
      fields: Record<string, unknown>,
    ): Promise<{ account: Account; holder: Holder; draft: string | null }> {
      const row = await must(code, ['connect']);
      const claimed = await claim(row);
      const detail = claimed ? opened<'connect'>(claimed) : null;
      if (!claimed || !detail) throw new AppError('gone', 'This page was used already, or its ten minutes are over.');
      const holder = { workspace: row.workspace, user: row.user };
      try {
        const options = detail.reconnect === undefined ? {} : { reconnect: detail.reconnect };
        const account = await accounts.connect(holder, detail.service, fields, options);
        return { account, holder, draft: detail.draft ?? null };
      } catch (error) {
        const again = { $set: { usedAt: null, detail: claimed.detail } };
        await store.pages.updateOne({ _id: row._id, workspace: row.workspace }, again);
        throw error;
      }
    },
  };
}
