import type { Profile } from '../../src/chat/types.ts';

/** The zone most people of a country live in, by region: `KE Nairobi` under Africa is Africa/Nairobi. */
const BY_REGION: Record<string, string> = {
  Africa: `AO:Luanda BF:Ouagadougou BI:Bujumbura BJ:Porto-Novo BW:Gaborone CD:Kinshasa CF:Bangui CG:Brazzaville
    CI:Abidjan CM:Douala DJ:Djibouti DZ:Algiers EG:Cairo EH:El_Aaiun ER:Asmara ET:Addis_Ababa GA:Libreville
    GH:Accra GM:Banjul GN:Conakry GQ:Malabo GW:Bissau KE:Nairobi LR:Monrovia LS:Maseru LY:Tripoli MA:Casablanca
    ML:Bamako MR:Nouakchott MW:Blantyre MZ:Maputo NA:Windhoek NE:Niamey NG:Lagos RW:Kigali SD:Khartoum
    SL:Freetown SN:Dakar SO:Mogadishu SS:Juba ST:Sao_Tome SZ:Mbabane TD:Ndjamena TG:Lome TN:Tunis
    TZ:Dar_es_Salaam UG:Kampala ZA:Johannesburg ZM:Lusaka ZW:Harare`,
  America: `AG:Antigua AI:Anguilla AR:Argentina/Buenos_Aires AW:Aruba BB:Barbados BL:St_Barthelemy BO:La_Paz
    BQ:Kralendijk BR:Sao_Paulo BS:Nassau BZ:Belize CA:Toronto CL:Santiago CO:Bogota CR:Costa_Rica CU:Havana
    CW:Curacao DM:Dominica DO:Santo_Domingo EC:Guayaquil GD:Grenada GF:Cayenne GL:Nuuk GP:Guadeloupe
    GT:Guatemala GY:Guyana HN:Tegucigalpa HT:Port-au-Prince JM:Jamaica KN:St_Kitts KY:Cayman LC:St_Lucia
    MF:Marigot MQ:Martinique MS:Montserrat MX:Mexico_City NI:Managua PA:Panama PE:Lima PM:Miquelon
    PR:Puerto_Rico PY:Asuncion SR:Paramaribo SV:El_Salvador SX:Lower_Princes TC:Grand_Turk TT:Port_of_Spain
    US:New_York UY:Montevideo VC:St_Vincent VE:Caracas VG:Tortola VI:St_Thomas`,
  Arctic: 'SJ:Longyearbyen',
  Asia: `AE:Dubai AF:Kabul AM:Yerevan AZ:Baku BD:Dhaka BH:Bahrain BN:Brunei BT:Thimphu CN:Shanghai CY:Nicosia
    GE:Tbilisi HK:Hong_Kong ID:Jakarta IL:Jerusalem IN:Kolkata IQ:Baghdad IR:Tehran JO:Amman JP:Tokyo KG:Bishkek
    KH:Phnom_Penh KP:Pyongyang KR:Seoul KW:Kuwait KZ:Almaty LA:Vientiane LB:Beirut LK:Colombo MM:Yangon
    MN:Ulaanbaatar MO:Macau MY:Kuala_Lumpur NP:Kathmandu OM:Muscat PH:Manila PK:Karachi PS:Hebron QA:Qatar
    SA:Riyadh SG:Singapore SY:Damascus TH:Bangkok TJ:Dushanbe TL:Dili TM:Ashgabat TW:Taipei UZ:Tashkent
    VN:Ho_Chi_Minh YE:Aden`,
  Atlantic: 'AC:St_Helena BM:Bermuda CV:Cape_Verde FK:Stanley FO:Faroe IS:Reykjavik SH:St_Helena TA:St_Helena',
  Australia: 'AU:Sydney',
  Europe: `AD:Andorra AL:Tirane AT:Vienna AX:Mariehamn BA:Sarajevo BE:Brussels BG:Sofia BY:Minsk CH:Zurich CZ:Prague
    DE:Berlin DK:Copenhagen EE:Tallinn ES:Madrid FI:Helsinki FR:Paris GB:London GG:Guernsey GI:Gibraltar
    GR:Athens HR:Zagreb HU:Budapest IE:Dublin IM:Isle_of_Man IT:Rome JE:Jersey LI:Vaduz LT:Vilnius LU:Luxembourg
    LV:Riga MC:Monaco MD:Chisinau ME:Podgorica MK:Skopje MT:Malta NL:Amsterdam NO:Oslo PL:Warsaw PT:Lisbon
    RO:Bucharest RS:Belgrade RU:Moscow SE:Stockholm SI:Ljubljana SK:Bratislava SM:San_Marino TR:Istanbul UA:Kyiv
    VA:Vatican XK:Belgrade`,
  Indian: `CC:Cocos CX:Christmas IO:Chagos KM:Comoro MG:Antananarivo MU:Mauritius MV:Maldives RE:Reunion SC:Mahe
    YT:Mayotte`,
  Pacific: `AS:Pago_Pago CK:Rarotonga FJ:Fiji FM:Pohnpei GU:Guam KI:Tarawa MH:Majuro MP:Saipan NC:Noumea NF:Norfolk
    NR:Nauru NU:Niue NZ:Auckland PF:Tahiti PG:Port_Moresby PW:Palau SB:Guadalcanal TK:Fakaofo TO:Tongatapu
    TV:Funafuti VU:Efate WF:Wallis WS:Apia`,
};

/** Where a country's clocks differ: zones a person may mean, most people first. One city a zone, as people know it. */
const SEVERAL: Record<string, string> = {
  AU: 'Australia/Sydney Australia/Brisbane Australia/Adelaide Australia/Darwin Australia/Perth',
  BR: 'America/Sao_Paulo America/Manaus America/Rio_Branco America/Noronha',
  CA: 'America/Toronto America/Winnipeg America/Edmonton America/Vancouver America/Halifax America/St_Johns',
  CD: 'Africa/Kinshasa Africa/Lubumbashi',
  CL: 'America/Santiago America/Punta_Arenas Pacific/Easter',
  CN: 'Asia/Shanghai Asia/Urumqi',
  EC: 'America/Guayaquil Pacific/Galapagos',
  ES: 'Europe/Madrid Atlantic/Canary',
  FM: 'Pacific/Pohnpei Pacific/Chuuk',
  GL: 'America/Nuuk America/Scoresbysund America/Thule',
  ID: 'Asia/Jakarta Asia/Makassar Asia/Jayapura',
  KI: 'Pacific/Tarawa Pacific/Kiritimati',
  MN: 'Asia/Ulaanbaatar Asia/Hovd',
  MX: 'America/Mexico_City America/Cancun America/Hermosillo America/Tijuana',
  NZ: 'Pacific/Auckland Pacific/Chatham',
  PF: 'Pacific/Tahiti Pacific/Marquesas Pacific/Gambier',
  PG: 'Pacific/Port_Moresby Pacific/Bougainville',
  PT: 'Europe/Lisbon Atlantic/Azores',
  RU: `Europe/Moscow Europe/Kaliningrad Europe/Samara Asia/Yekaterinburg Asia/Omsk Asia/Novosibirsk Asia/Irkutsk
    Asia/Yakutsk Asia/Vladivostok`,
  US: `America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles America/Anchorage
    Pacific/Honolulu`,
};

const ZONES = new Map(
  Object.entries(BY_REGION).flatMap(([region, list]) =>
    list.split(/\s+/).map((entry): [string, string] => {
      const at = entry.indexOf(':');
      return [entry.slice(0, at), `${region}/${entry.slice(at + 1)}`];
    }),
  ),
);

/** What a profile says of a zone that is known by the country (two letters) alone: a guess, and what else it may be. */
export function guessedZone(country: string | null): Pick<Profile, 'timeZone' | 'timeZoneGuessed' | 'timeZones'> {
  const timeZone = country === null ? undefined : ZONES.get(country);
  if (country === null || timeZone === undefined) return {};
  const timeZones = Object.hasOwn(SEVERAL, country) ? (SEVERAL[country] ?? '').split(/\s+/) : [];
  return { timeZone, timeZoneGuessed: true, ...(timeZones.length > 0 ? { timeZones } : {}) };
}
