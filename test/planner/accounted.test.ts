import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlannerReply } from '../../src/planner/types.ts';
import { plainReplyTo } from './talking.ts';

const REQUESTS = [
  "every monday at 9am post 'Standup' in #team",
  "every day at 6pm sms +254712345678 'Lock up'",
  'pay 5,000 KES to +254712345678 every friday at 2pm',
  "when an intasend payment is confirmed, post 'Paid' in #cash",
  "when someone books on calendly, whatsapp +254712345678 'New call'",
];
/** Clauses that turn what is asked for, each about something nobody knows. */
const clause = fc
  .tuple(
    fc.constantFrom(
      'unless the',
      'except for the',
      'but not when the',
      'only if the',
      'provided the',
      'as long as the',
      'but never the',
      'without the',
      'until the',
    ),
    fc.constantFrom('harvest', 'warehouse', 'minister', 'generator', 'cousin', 'contract', 'festival'),
    fc.constantFrom('is late', 'agrees', 'has spoken', 'comes home', 'ended'),
  )
  .map((words) => words.join(' '));

/** The steps, triggers and limits of a proposal: what would happen. */
const effectOf = (reply: PlannerReply): string | null =>
  reply.kind === 'propose'
    ? JSON.stringify([reply.definition.triggers, reply.definition.steps, reply.definition.policy])
    : null;

describe('everything said is accounted for', () => {
  it('never proposes the same with a clause added that it does not understand', { timeout: 60_000 }, async () => {
    const plain = new Map<string, string | null>();
    for (const request of REQUESTS) {
      plain.set(request, effectOf(await plainReplyTo(request)));
      expect(plain.get(request), request).not.toBeNull();
    }
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...REQUESTS),
        clause,
        fc.constantFrom(' ', ', ', '. But '),
        async (request, added, join) => {
          const effect = effectOf(await plainReplyTo(`${request}${join}${added}`));
          expect(effect === null || effect !== plain.get(request)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('never drops a clause of a change it does not understand', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('make it 10am', 'skip weekends'), clause, async (change, added) => {
        const reply = await plainReplyTo("every day at 9am post 'Standup' in #team", `${change} ${added}`);
        expect(reply.kind).not.toBe('propose');
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    'send KES 700 airtime to +254712345678 every sunday at 6pm',
    'withdraw minus 500 to +254712345678 every day at 9am',
    'pay 4,000 to +254712345678 on fridays at 9am only if she worked that week',
    "when I get an intasend payment from a returning customer, post 'Hi' in #cash",
  ])('asks about “%s”', async (words) => {
    expect((await plainReplyTo(words)).kind).toBe('ask');
  });

  it('knows what a message is called', async () => {
    const words = 'Every Monday at 9am email a weekly report to team@acme.example, subject: Report, body: All is well';
    expect((await plainReplyTo(words)).kind).toBe('propose');
  });

  it('leaves out only what is said to be left out, and says so on the card', async () => {
    const request = "every monday at 9am post 'Standup' in #team unless the minister agrees";
    expect((await plainReplyTo(request, 'you decide')).kind).toBe('ask');
  });

  it('makes a change of each part, and a yes with a but approves nothing', async () => {
    const first = 'pay 9,000 to +254712121212 every friday at 2pm';
    expect(await plainReplyTo(first, 'make that 8,500 and to 0722 121 212')).toMatchObject({
      definition: { steps: [{ params: { amount: 8500, phone: '+254722121212' } }] },
    });
    expect((await plainReplyTo(first, 'yes but only if I have enough balance')).kind).toBe('ask');
  });
});
