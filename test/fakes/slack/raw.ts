import { signatureOf } from './deliveries.ts';
import type { PostOptions } from './fake.ts';
import type { State } from './state.ts';

/** Sends any body to the app's Request URL, with a right, a wrong or no signature. */
export async function postRaw(
  state: State,
  url: string | null,
  body: string,
  how: PostOptions = {},
): Promise<{ status: number; text: string }> {
  if (!url) throw new Error('the app has no Request URL');
  const timestamp = String(how.timestamp ?? Math.floor(Date.now() / 1000));
  const secret = how.secret === undefined ? state.signingSecret : how.secret;
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': how.type ?? 'application/json',
      ...(secret === null
        ? {}
        : { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signatureOf(secret, timestamp, body) }),
      ...how.headers,
    },
  });
  return { status: response.status, text: await response.text() };
}

/** Entering a Request URL in the app's settings: a signed challenge that must come back, as JSON or as it is. */
export async function verifyUrl(state: State, url: string | null): Promise<boolean> {
  const challenge = `test-challenge-${state.next()}`;
  const body = JSON.stringify({ token: state.verificationToken, challenge, type: 'url_verification' });
  const { status, text } = await postRaw(state, url, body);
  if (status !== 200) return false;
  if (text === challenge) return true;
  try {
    return (JSON.parse(text) as { challenge?: unknown }).challenge === challenge;
  } catch {
    return false;
  }
}
