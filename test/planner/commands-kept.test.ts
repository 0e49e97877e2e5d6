import { describe, expect, it } from 'vitest';
import type { PlannerReply } from '../../src/planner/types.ts';
import { deedIn, known, saidWith } from './commanding.ts';
import { conversation, gist } from './talking.ts';

/** A deed is done only where the whole sentence asks for it now; whatever more stands in it, nothing is done yet. */
const workflows = known(
  ['Invoice on payment', 'Weekly report', 'Rent reminder', 'Pay Otieno', 'Welcome new clients', 'Backup check'],
  'Weekly report',
);
const said = saidWith(workflows);
const deed = (reply: PlannerReply): string =>
  deedIn(reply, (other) => (other.kind === 'propose' ? gist(other) : other.kind));

describe('a run at another time is one to approve', () => {
  it.each([
    ['run Pay Otieno today at 5pm', '2026-11-20T17:00'],
    ['run Pay Otieno, I want it on Friday at 9am', '2026-11-27T09:00'],
  ])('%s', async (text, starts) => {
    expect(deed(await said(text))).toBe(`${starts} > run_workflow(Pay Otieno)`);
  });

  it.each([
    'run Pay Otieno later today',
    'run Pay Otieno today at 17:00, not before',
    'run Pay Otieno on Friday, I am away today',
    'run Pay Otieno, it should go out on Friday',
    'run Pay Otieno as of Friday',
    'run Pay Otieno for this month on Friday',
    'run Pay Otieno for the month on the 5th',
    'run Pay Otieno at once on Friday',
    'run Pay Otieno after lunch',
    'run Pay Otieno later',
    'run Pay Otieno until Friday',
    'run Pay Otieno as soon as the money is in',
    'start the Weekly report again on Monday',
  ])('not now: %s', async (text) => {
    expect(['say', 'ask']).toContain((await said(text)).kind);
  });
});

describe('nothing is done', () => {
  it.each([
    'pause the backup check today at 5pm',
    'pause the backup check as of Friday',
    'pause the backup check - the office opens on Friday, pause it then',
    'run "Pay Otieno" whenever I say payday',
    'pause "Pay Otieno" if the balance is low',
    'delete "Backup check" when it is done',
    'run Pay Otieno after asking Ann',
    "run Pay Otieno, no wait, don't",
    'run Pay Otieno? no',
    'run Pay Otieno for 20,000',
    'no need to run Pay Otieno',
    "I won't run Pay Otieno",
    'pause the backup check if it fails',
    'pause Pay Otieno when I am on holiday',
    'when will the weekly report run, should I pause it?',
    'run "Backup check" and post the result in Slack',
    'run Backup check and email it to me',
    'pause "Pay Otieno" and email me',
    'run Pay Otieno and pause it',
    'delete the row "Weekly report" from the sheet',
    'remove "Weekly report" from my calendar',
    'email the team that "Pay Otieno" is paused',
    'tell Ann the "Weekly report" is paused',
    'call Pay Otieno tomorrow',
    'call Pay Otieno about the rent',
    'Pay Otieno should be called off',
    'call the rent reminder off',
    'weekly report must be called every Monday',
    'the rent reminder should be called Landlord, not Rent reminder',
    'rename pay otieno to Pay Ann and pause it',
    'i want invoice gone',
    'get the welcome new clients email deleted',
    "I don't want the backup check deleted",
    "I don't want the weekly report paused",
    'I do not want the weekly report paused',
    'nobody should delete pay otieno',
    "I don't think I should delete the weekly report",
    'remove the email from the weekly report',
    'remove step 2 from pay otieno',
    "delete the weekly report's last step",
    'pause everything except Pay Otieno',
    'delete all workflows except Pay Otieno',
  ])('%s', async (text) => {
    expect((await said(text)).kind).not.toBe('act');
  });

  it.each([
    'get Ann gone',
    'I want Ann paused',
    'call Ann at 5pm',
    'Ann must be called tomorrow at 9',
    'call Ann to say hi',
  ])('one called Ann: %s', async (text) => {
    expect((await saidWith(known(['Ann']))(text)).kind).not.toBe('act');
  });

  it('says how a workflow stands where it is asked whether something was done', async () => {
    expect(deed(await said('did you delete the backup check?'))).toBe('status: Backup check');
  });

  it('a run that needs a yes first is one to approve', async () => {
    expect(deed(await said('run Pay Otieno but ask me first'))).toMatch(/^manual > approve\(.*\) > run_workflow/);
  });
});

describe('what to say instead', () => {
  it.each([
    ['delete "Weekly report" and pause "Rent reminder"', 'Say “delete Weekly report” then “pause Rent reminder”.'],
    ['resume the weekly report and pause the backup check', 'Say “resume Weekly report” then “pause Backup check”.'],
    ['pause Pay Otieno, not the rent reminder', 'say “pause Pay Otieno” and I do just that'],
    ['run Pay Otieno and the rent reminder', 'Say “run Pay Otieno” then “run Rent reminder”.'],
    ['start weekly report again, and run backup check again', 'Say “resume Weekly report” then “run Backup check”.'],
    ['erase everything', 'as “delete Invoice on payment”'],
    ['pause everything except Pay Otieno', '“pause Welcome new clients” then “pause Backup check”'],
    ['rename pay otieno to Pay Ann and pause it', 'Say “rename Pay Otieno to Pay Ann” then “pause Pay Ann”.'],
    ['the rent reminder should be called Landlord, not Rent reminder', '“rename Rent reminder to Landlord”'],
    ['do not delete the backup check, pause it', 'Say “pause Backup check”'],
    ["don't run pay otieno if the balance is low", '“Pay Otieno” runs on as before'],
    ['do not run pay otieno without asking me', '“Pay Otieno” runs on as before'],
    ['pause the weekly report tomorrow', 'say “remind me tomorrow to pause Weekly report”'],
    ['what happens if I delete pay otieno', 'It never starts again'],
    ['how do I pause the backup check', 'Say “pause Backup check” and I do it.'],
  ])('%s', async (text, words) => {
    expect((await said(text)).text).toContain(words);
  });
});

describe('what is done all the same', () => {
  it.each([
    ['run Pay Otieno please, Otieno is waiting', 'run: Pay Otieno'],
    ['hey can you run the backup check when you get a chance?', 'run: Backup check'],
    ["run the weekly report now, don't wait until Friday", 'run: Weekly report'],
    ['run the backup check one more time', 'run: Backup check'],
    ['run the backup check today', 'run: Backup check'],
    ['no, pause pay otieno', 'pause: Pay Otieno'],
    ['please pause the rent reminder for two weeks', 'pause: Rent reminder'],
    ['pause the rent reminder, my landlord is away until Monday', 'pause: Rent reminder'],
    ['stop the rent reminder until Monday 9am', 'pause: Rent reminder'],
    ['pause the 5pm rent reminder', 'pause: Rent reminder'],
    ["delete the weekly report, we don't need it any more", 'delete: Weekly report'],
    ['the weekly report is noise, delete it', 'delete: Weekly report'],
    ['can you remove for me the weekly report, not need anymore', 'delete: Weekly report'],
    ['we moved out so pause the rent reminder', 'pause: Rent reminder'],
    ['resume the weekly report please, holidays are over', 'resume: Weekly report'],
    ['rename the new rent reminder to Landlord', 'rename: Rent reminder: Landlord'],
    ['change the name of backup check to Nightly check', 'rename: Backup check: Nightly check'],
  ])('%s', async (text, expected) => {
    expect(deed(await said(text))).toBe(expected);
  });

  it.each([
    [['Sales', 'Daily sales to boss'], 'pause Daily sales to boss', 'pause: Daily sales to boss'],
    [['Standup Monday'], 'pause the monday standup', 'pause: Standup Monday'],
    [['Report', 'Weekly report'], 'rename Report to Weekly report', 'rename: Report: Weekly report'],
    [['Stripe', 'Stripe to sheet'], 'rename Stripe to sheet to Sales log', 'rename: Stripe to sheet: Sales log'],
    [['Remind me to stretch'], 'delete Remind me to stretch', 'delete: Remind me to stretch'],
    [['Remind me to stretch'], 'pause the remind me to stretch workflow', 'pause: Remind me to stretch'],
  ])('of %s: %s', async (names, text, expected) => {
    expect(deed(await saidWith(known(names))(text))).toBe(expected);
  });

  it('names within others are not said by them', async () => {
    const among = saidWith(known(['Report', 'Test', 'Weekly report', 'Latest numbers']));
    const reply = await among('pause Weekly report and Latest numbers');
    expect(reply.text).toContain('Say “pause Weekly report” then “pause Latest numbers”.');
  });
});

describe('while the words of a message are asked for', () => {
  it.each([
    'rent reminder should be called off',
    'Call Pay Otieno before noon',
    'Pay Otieno should be called every Monday',
    'I want the rent reminder paused',
    'pause "Pay Otieno"',
    'drop everything!',
    'Forget the whole thing',
  ])('“%s” is the answer', async (text) => {
    const talk = conversation({ workflows, check: () => [] });
    expect((await talk.says('every friday at 4pm post in #crew')).kind).toBe('ask');
    expect(deed(await talk.says(text))).toContain(`send_message(#crew | ${text}`.slice(0, 30));
  });

  it('the plainest command is one', async () => {
    const talk = conversation({ workflows, check: () => [] });
    await talk.says('every friday at 4pm post in #crew');
    expect(deed(await talk.says('pause Pay Otieno'))).toBe('pause: Pay Otieno');
  });
});

it('with a card open, what is also to be run is a step of it', async () => {
  const talk = conversation({ workflows, check: () => [] });
  await talk.says("every friday at 4pm post 'Timesheets!' in #crew");
  expect(deed(await talk.says('also run "Backup check"'))).toContain('run_workflow(Backup check)');
});
