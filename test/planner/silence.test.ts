import { describe, expect, it } from 'vitest';
import { replyTo } from './talking.ts';

/** What is said of no answer, kept apart from what is said of an answer. */
const POST = "then post 'Standup' in #team";

async function silenceOf(text: string): Promise<unknown> {
  const reply = await replyTo(text);
  if (reply.kind !== 'propose') return 'asks';
  return reply.definition.steps.find((step) => step.action === 'approve')?.params.on_silence ?? null;
}

describe('words about an answer are no words about silence', () => {
  it.each([
    'when Anna replies proceed,',
    'when Anna replies go on,',
    'if she decides within 2 days approve it,',
    'if Anna answers approve it,',
    'if she responds within 3 hours continue,',
    'when she has answered carry on,',
    'once she replies go ahead,',
    'if she approves go on,',
    'if he reacts go on anyway,',
    'go on when she answers,',
    'approve it if she replies,',
    'proceed if Anna decides within 2 days,',
    'proceed if they approved it,',
    'if she does not approve, go on,',
    "if Anna doesn't approve it, continue,",
    "go on anyway if she hasn't approved it,",
    'if nobody approves within 2 days, go on,',
    'if nobody approves it, approve it,',
    'go on unless she decides otherwise,',
    'go on unless she answers no,',
    'if i reply, continue,',
    'should she answer within 2 days, approve it,',
    'when both reply, proceed,',
    'go on unless nobody answers,',
  ])('ask Anna to approve it, %s', async (words) => {
    const silence = await silenceOf(`every monday at 9am ask Anna to approve it, ${words} ${POST}`);
    expect(['asks', null, 'reject']).toContain(silence);
  });
});

describe('no answer', () => {
  it.each([
    ['if nobody answers within 2 days go on,', 'continue'],
    ['if no one replies go on anyway,', 'continue'],
    ['if she does not answer within 3 hours, carry on,', 'continue'],
    ["if Anna hasn't replied within 2 days proceed,", 'continue'],
    ['go on unless she replies within 2 days,', 'continue'],
    ['continue if there is no answer within 1 day,', 'continue'],
    ["if she doesn't respond within 2 days approve it,", 'approve'],
    ['if nobody reacts within 2 days it counts as a yes,', 'approve'],
    ['if Anna does not react in 2 days reject it,', 'reject'],
    ['reject it unless she answers within 2 days,', 'reject'],
    ['if nobody approves within 2 days, reject it,', 'reject'],
    ['no answer means no,', 'reject'],
  ])('%s is %s', async (words, silence) => {
    expect(await silenceOf(`every monday at 9am ask Anna to approve it, ${words} ${POST}`)).toBe(silence);
  });

  it.each([
    'if nobody answers within 2 days approve it,',
    'if nobody answers within 2 days go on,',
    'go on anyway if she does not answer within 3 hours,',
    'no answer means yes,',
    "if Anna hasn't replied within 2 days proceed,",
  ])('never pays unasked: %s', async (words) => {
    const reply = await replyTo(
      `every monday at 9am ask Anna to approve it, ${words} then pay KES 5000 to +254712345678`,
    );
    expect(reply.kind).not.toBe('propose');
  });
});
