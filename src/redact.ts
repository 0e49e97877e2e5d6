/** Keys and tokens of known services. */
export const SECRET_SHAPE =
  /\b(?:xox[a-z]-|xapp-|sk-|sk_|pk_|rk_|ghp_|gho_|ghs_|github_pat_|glpat-|EAA|AKIA|nod_[0-9a-z]{20}_)[A-Za-z0-9_.~+/=-]{8,}/g;

/** What a secret looks like in a line of JSON, and what stands in its place. None of them reaches beyond the string it is in. */
const SHAPES: [RegExp, string][] = [
  // "token": "…", at any depth, whatever else the key says.
  [
    /("[\w.-]*(?:token|secret|passw|pwd|authori[sz]ation|cookie|api[_-]?key|private[_-]?key|signature|credential)[\w.-]*"\s*:\s*)"(?:[^"\\]|\\.)*"/gi,
    '$1"[redacted]"',
  ],
  [/\b(Bearer|Basic|Token)\s+[A-Za-z0-9._~+/=-]{6,}/gi, '$1 [redacted]'],
  // scheme://user:password@host
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s"\\/?#]*@/gi, '$1[redacted]@'],
  // ?access_token=… and key=… in texts
  [
    /([\w-]*(?:token|secret|passw|pwd|api[_-]?key|access[_-]?key|signature|sig|credential|auth)[\w-]*=)[^&\s"\\;,]+/gi,
    '$1[redacted]',
  ],
  [SECRET_SHAPE, '[redacted]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?="))/g, '[redacted]'],
];

/**
 * Makes what scrubs one line of the log, after it was written as JSON: by the names of keys, by what secrets look like, and by the
 * very secrets this installation has (`known`; short ones would hide ordinary words and are left to the rest).
 */
export function createRedact(known: readonly string[] = []): (line: string) => string {
  const own = known
    .filter((secret) => secret.length >= 8)
    .map((secret) => JSON.stringify(secret).slice(1, -1))
    .sort((a, b) => b.length - a.length);
  return (line) => {
    let clean = line;
    for (const secret of own) if (clean.includes(secret)) clean = clean.replaceAll(secret, '[redacted]');
    for (const [shape, instead] of SHAPES) clean = clean.replace(shape, instead);
    return clean;
  };
}
