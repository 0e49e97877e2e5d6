import { isChannel, isOwner, namedIn } from '../connectors/flow/people-words.ts';
import type { Store } from '../store/store.ts';
import type { Json } from './definition.ts';

/** People of a workspace by the names they go by, and who a `who` or `to` means. */

export interface KnownPerson {
  user: string;
  name: string;
  email: string | null;
  phone: string | null;
  /** Ids and names of their accounts: `slack:T1/U1`, `U1`, "Amina". */
  handles: string[];
}

export interface Audience {
  users: string[];
  /** `#ops`, or `thread`: whoever is there. */
  channel: string | null;
}

/** The word for the conversation a workflow was made in. */
export const THREAD = 'thread';

const MOST_KNOWN = 5000;

/** Everybody of a workspace, bounded. */
export async function knownPeople(store: Store, workspace: string): Promise<KnownPerson[]> {
  const [users, identities] = await Promise.all([
    store.users.find({ workspace }, { name: 1, email: 1, phone: 1 }).limit(MOST_KNOWN).lean(),
    store.identities.find({ workspace }, { user: 1, author: 1, name: 1, platform: 1 }).limit(MOST_KNOWN).lean(),
  ]);
  const handles = new Map<string, string[]>();
  for (const { user, platform, author, name } of identities) {
    const own = handles.get(user) ?? [];
    own.push(`${platform}:${author}`, author, author.split('/').at(-1) ?? author, ...(name ? [name] : []));
    handles.set(user, own);
  }
  return users.map((user) => ({
    user: user._id,
    name: user.name,
    email: user.email,
    phone: user.phone,
    handles: handles.get(user._id) ?? [],
  }));
}

const plain = (text: string): string => text.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ');
const digits = (text: string): string => text.replace(/\D/g, '');

/** Those a name may mean: by address, number or account exactly, else by their name or first name. */
function meantBy(name: string, people: KnownPerson[]): KnownPerson[] {
  const said = plain(name.replace(/^@/, ''));
  const exactly = people.filter(
    (one) =>
      one.user === name ||
      (one.email !== null && plain(one.email) === said) ||
      (one.phone !== null && /^\+?[\d\s().-]{7,}$/.test(name) && digits(one.phone) === digits(name)) ||
      one.handles.some((handle) => handle.includes(':') && plain(handle) === said),
  );
  if (exactly.length > 0) return exactly;
  return people.filter((one) =>
    [one.name, ...one.handles].some((known) => plain(known) === said || plain(known).split(' ')[0] === said),
  );
}

/** Who is meant, or a sentence about the first name that means nobody or several. */
export function audienceOf(
  who: Json | undefined,
  owner: string,
  people: KnownPerson[],
): Audience | { problem: string; hint: string } {
  const users: string[] = [];
  let channel: string | null = null;
  for (const name of namedIn(who)) {
    if (isChannel(name) || name.toLowerCase() === THREAD) {
      if (channel !== null && channel !== name)
        return { problem: `One question can go to one channel; “${name}” is a second.`, hint: 'Name one channel.' };
      channel = isChannel(name) ? name : THREAD;
      continue;
    }
    const found = isOwner(name) ? [owner] : meantBy(name, people).map((one) => one.user);
    const [first] = found;
    if (first === undefined)
      return {
        problem: `I know nobody called “${name}” here.`,
        hint: 'Name someone who has written to me, by name, e-mail or phone number.',
      };
    if (found.length > 1)
      return { problem: `“${name}” means more than one person here.`, hint: 'Name them by e-mail or phone number.' };
    if (!users.includes(first)) users.push(first);
  }
  if (users.length === 0 && channel === null) users.push(owner);
  return { users, channel };
}

/** Whether a look at the people is needed at all. */
export const namesOthers = (who: Json | undefined): boolean =>
  namedIn(who).some((name) => !isOwner(name) && !isChannel(name) && name.toLowerCase() !== THREAD);
