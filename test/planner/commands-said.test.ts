import { describe, expect, it } from 'vitest';
import type { PlannerReply } from '../../src/planner/types.ts';
import { deedIn, known, saidWith } from './commanding.ts';
import { conversation, gist } from './talking.ts';

/** Commands about workflows in many wordings, and what sounds like one and is none at this moment. */
const workflows = known(
  ['Weekly report', 'Rent reminder', 'Pay Otieno', 'Backup check', 'Stripe to sheet'],
  'Rent reminder',
);
const said = saidWith(workflows);
const deed = (reply: PlannerReply): string =>
  deedIn(reply, (other) => `${other.kind}${other.kind === 'propose' ? ` ${gist(other)}` : ''}`);

describe('commands', () => {
  it.each([
    ['pause "Pay Otieno"', 'pause: Pay Otieno'],
    ["delete 'weekly report'", 'delete: Weekly report'],
    ['what’s the history of “Backup check”?', 'history: Backup check'],
    ['run “backup check” right away', 'run: Backup check'],
    ['I want the weekly report paused', 'pause: Weekly report'],
    ["I'd like “Weekly report” deleted", 'delete: Weekly report'],
    ["don't run Pay Otieno until Friday", 'pause: Pay Otieno'],
    ['pause Pay Otieno, we are closed next week', 'pause: Pay Otieno'],
    ['start rent reminder again', 'resume: Rent reminder'],
    ['start the weekly report again', 'run: Weekly report'],
    ['call Pay Otieno Blue sky from now on', 'rename: Pay Otieno: Blue sky'],
    ['the Pay Otieno should be called “Blue sky”', 'rename: Pay Otieno: Blue sky'],
    ['rename rent reminder to Landlord nudge', 'rename: Rent reminder: Landlord nudge'],
    ['rename Stripe to sheet to Sales log', 'rename: Stripe to sheet: Sales log'],
    ['Backup check went wrong last night, what happened?', 'why: Backup check'],
    ['any idea why Backup check fell over last night?', 'why: Backup check'],
  ])('%s', async (text, expected) => {
    expect(deed(await said(text))).toBe(expected);
  });

  it.each([
    'hmm actually forget it, scrap that draft',
    'drop the whole thing',
    'scrap all of that',
    'forget the whole thing please',
  ])('drop what is open: %s', async (text) => {
    const reply = await conversation({ workflows, check: () => [] }).says(
      "every friday at 4pm post 'Timesheets!' in #crew",
      text,
    );
    expect(deed(reply)).toBe('cancel');
  });
});

describe('what sounds like a command and is none', () => {
  it.each([
    ['pause the weekly report tomorrow at 9am', 'say'],
    ['pause Pay Otieno on Friday', 'say'],
    ['delete the backup check next Monday', 'say'],
    ['stop Pay Otieno after the next run', 'say'],
    ['run Pay Otieno twice', 'say'],
    ['should I pause Pay Otieno?', 'say'],
    ['can I rename Pay Otieno?', 'say'],
    ["don't delete Pay Otieno", 'say'],
    ['pause Pay Otieno and the Weekly report', 'say'],
    ['delete everything', 'say'],
    ['run all of them', 'say'],
    ['if Pay Otieno fails pause it', 'ask'],
    ['when Pay Otieno fails tell me on WhatsApp', 'ask'],
  ])('nothing is done: %s', async (text, kind) => {
    expect((await said(text)).kind).toBe(kind);
  });

  it.each([
    ['run Backup check at 6pm', '2026-11-20T18:00'],
    ['tomorrow at 9am run the backup check', '2026-11-21T09:00'],
    ['run the backup check every Monday at 9am', '0 9 * * 1'],
  ])('a run at another time is one to approve: %s', async (text, starts) => {
    expect(deed(await said(text))).toBe(`propose ${starts} > run_workflow(Backup check)`);
  });

  it('a reminder of a deed is a reminder', async () => {
    expect(deed(await said('remind me on Friday at 3pm to delete the weekly report'))).toBe(
      'propose 2026-11-20T15:00 > set_reminder(delete the weekly report)',
    );
  });
});
