import { isZone } from '../automation/zone.ts';
import { UNCLEAR_ZONES, zoneIn } from '../planner/builtin/zones.ts';

/** What a person calls their zone: one IANA zone, several it may mean, or none. */
export type NamedZone = { zone: string } | { zones: string[] } | null;

/** Reads "Europe/Berlin", "Berlin", "new york", "UTC+3", "EAT". */
export function zoneNamed(words: string): NamedZone {
  const said = words.normalize('NFKD').replace(/\p{M}/gu, '').trim().toLowerCase().replace(/\s+/g, ' ');
  const offset = /^(?:utc|gmt)? ?([+-])0?(\d{1,2})(?::?00)?$/.exec(said);
  if (offset?.[2]) return offsetZone(offset[1] === '+' ? 1 : -1, Number(offset[2]));
  const unclear = UNCLEAR_ZONES[said];
  if (unclear) return { zones: unclear };
  const tail = said.replaceAll(' ', '_');
  const all = Intl.supportedValuesOf('timeZone');
  const exact = all.find((zone) => zone.toLowerCase() === tail);
  if (exact) return { zone: exact };
  const cities = all.filter((zone) => zone.toLowerCase().endsWith(`/${tail}`));
  if (cities[0] && cities.length === 1) return { zone: cities[0] };
  if (cities.length > 1) return { zones: cities };
  const found = zoneIn(`${said} time`) ?? zoneIn(said);
  if (found?.unclear) return { zones: found.unclear.zones };
  return found?.zone && isZone(found.zone) ? { zone: found.zone } : null;
}

/** Signs of `Etc/GMT` zones are the other way around. */
function offsetZone(sign: 1 | -1, hours: number): NamedZone {
  if (hours === 0) return { zone: 'UTC' };
  const zone = `Etc/GMT${sign > 0 ? '-' : '+'}${hours}`;
  return isZone(zone) && hours <= 14 ? { zone } : null;
}
