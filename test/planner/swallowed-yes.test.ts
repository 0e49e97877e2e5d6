import { describe, expect, it } from 'vitest';
import { plainReplyTo } from './talking.ts';

/** A wish to say yes first is never taken for words of a message, with nothing that waits for it. */
const asksFirst = (steps: { action: string }[]): boolean => steps.some((step) => step.action === 'approve');

describe('a yes that is wished for', () => {
  it.each([
    'Every Tuesday at 9 have AI write a short intro about solar pumps, show it to me for approval, and then email it to list@solar.example',
    'Sundays 6pm: AI writes a short verse on gratitude, I check it first, only then it goes to #church on slack',
    'every Friday at 4pm let AI draft a menu, run it by me first, and post it in #kitchen',
    'On Mondays at 8 AI writes a note about safety, with my okay post it in #site',
    'Each Thursday at 10 ask AI for a tip on saving, I will read it before it goes out, then text it to +254720555666',
  ])('%s', async (text) => {
    const reply = await plainReplyTo(text);
    if (reply.kind === 'propose') expect(asksFirst(reply.definition.steps as { action: string }[])).toBe(true);
    else expect(reply.kind).toMatch(/ask|say/);
  });

  it.each([
    'Every Monday at 9am post "a" in #ops; my yes; pay 500 KES to +254712345678',
    'Every Monday at 9am I confirm, pay 500 KES to +254712345678',
    'Every Monday at 9am post "a" in #ops. I confirm. Pay 500 KES to +254712345678',
    'Every Monday at 9am post "a" in #ops then I confirm and pay 500 KES to +254712345678',
    'When someone pays on IntaSend → I sign off → pay 10% to +254712345678',
    'Every Monday 9am: I sign off: pay 500 KES to +254712345678',
    'Every Monday at 9am pay 500 KES to +254712345678 - my yes',
  ])('comes before the money: %s', async (text) => {
    const reply = await plainReplyTo(text);
    if (reply.kind === 'propose') expect(reply.definition.policy.requires_user_confirmation).toBe(true);
    else expect(reply.kind).toBe('ask');
  });

  it('is told to somebody where they are to read it', async () => {
    const reply = await plainReplyTo('Every Monday at 9am text +254712345678 that I agree.');
    expect(reply).toMatchObject({ kind: 'propose', definition: { policy: {}, steps: [{ action: 'send_sms' }] } });
  });

  it('is what the message says where it stands in quotes', async () => {
    const reply = await plainReplyTo('every Friday at 4pm post "I will check it first, then tell you" in #kitchen');
    expect(reply).toMatchObject({ kind: 'propose' });
  });
});
