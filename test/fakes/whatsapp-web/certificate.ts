import { generate } from 'selfsigned';

/** A certificate for web.whatsapp.com that nobody trusts, made anew each time. */
export async function makeCertificate(): Promise<{ key: string; cert: string }> {
  const pems = await generate([{ name: 'commonName', value: 'web.whatsapp.com' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'web.whatsapp.com' }] }],
  });
  return { key: pems.private, cert: pems.cert };
}
