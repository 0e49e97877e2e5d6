import { describe, expect, it } from 'vitest';
import type { PlannerReply } from '../../src/planner/types.ts';
import { deedIn, known, saidWith } from './commanding.ts';

/** A deed that is told, doubted, refused or taken back is not done; nor is a run that is only spoken of. */
const said = saidWith(
  known(['Weekly report', 'Rent reminder', 'Pay Otieno', 'Welcome new clients', 'Backup check'], 'Weekly report'),
);
const deed = (reply: PlannerReply): string => deedIn(reply, (other) => other.text ?? '');

describe('a run that is spoken of starts none', () => {
  it.each([
    ['cancel the Pay Otieno run', 'say “cancel the run of Pay Otieno”'],
    ["abort Pay Otieno's run", 'say “cancel the run of Pay Otieno”'],
    ['cancel the weekly report run', 'say “cancel the run of Weekly report”'],
    ['undo the last run of Pay Otieno', 'what is done I can’t take back'],
    ['reverse the Pay Otieno run', 'what is done I can’t take back'],
    ['the Pay Otieno run failed', 'why: Pay Otieno'],
    ['the Pay Otieno run was wrong', 'why: Pay Otieno'],
    ['one Pay Otieno run is enough', 'Say “run Pay Otieno”'],
    ['my Pay Otieno run', 'Say “run Pay Otieno”'],
    ['Pay Otieno run?', 'Say “run Pay Otieno”'],
    ['dry run Pay Otieno', 'Say “run Pay Otieno”'],
    ['simulate a Pay Otieno run', 'Say “run Pay Otieno”'],
    ['do a dry run of Pay Otieno', 'Say “run Pay Otieno”'],
    ["run pay otieno, don't wait for Anna if it is above 5000", 'Say “run Pay Otieno”'],
    ['run pay otieno without waiting for my approval', 'Say “run Pay Otieno”'],
    ['run pay otieno, he has been paid already', 'Say “run Pay Otieno”'],
  ])('%s', async (text, words) => {
    expect(deed(await said(text))).toContain(words);
  });
});

describe('a run that somebody must agree to starts nothing by itself', () => {
  it.each([
    'run Pay Otieno → I approve',
    'run Pay Otieno, my yes first',
    'run Pay Otieno, with my approval',
    'run Pay Otieno; I must approve',
    "run Pay Otieno, I'll confirm",
    'run Pay Otieno, I need to check it',
    'run Pay Otieno, needs my ok',
    'run Pay Otieno, Ben must say yes',
    'run Pay Otieno, on my say',
    'I approve → run Pay Otieno',
    'run Pay Otieno, big or small',
    'run Pay Otieno (rent)',
  ])('%s', async (text) => {
    expect(deed(await said(text))).toContain('Say “run Pay Otieno”');
  });

  it.each([
    ['resume Weekly report, I approve first', 'Say “resume Weekly report”'],
    ['weekly report → resume → run', 'Say “resume Weekly report” then “run Weekly report”'],
    ['whatever I answer goes: delete Rent reminder', 'Say “delete Rent reminder” when it should happen'],
    ['ok I approve, run Pay Otieno', 'run: Pay Otieno'],
    ['run Pay Otieno (now), we need it', 'run: Pay Otieno'],
  ])('%s', async (text, words) => {
    expect(deed(await said(text))).toContain(words);
  });
});

describe('a deed that nobody orders is not done', () => {
  it.each([
    'I refuse to delete the weekly report',
    'unable to delete weekly report',
    'failed to delete weekly report',
    'delete weekly report failed',
    'I was going to delete the weekly report',
    'yesterday I asked you to delete weekly report',
    'why do you want to delete the weekly report',
    'maybe delete the weekly report',
    'Anna said: delete the weekly report',
    'delete the weekly report, just kidding',
    "delete the weekly report, I'm joking",
    'delete weekly report without waiting for Anna',
    'would it be a bad idea to delete the weekly report',
  ])('%s', async (text) => {
    expect(deed(await said(text))).toContain('Say “delete Weekly report”');
  });

  it.each([
    ['un-delete the weekly report', 'what is done I can’t take back'],
    ['undo delete of weekly report', 'what is done I can’t take back'],
    ['who told you to delete weekly report', 'status: Weekly report'],
    ['why did you delete the weekly report', 'status: Weekly report'],
    ['why did you pause the rent reminder', 'status: Rent reminder'],
    ['how about we pause rent reminder', 'Say “pause Rent reminder”'],
    ['hold off deleting the weekly report', 'Say “pause Weekly report”'],
    ['remove Otieno', 'Say “delete Pay Otieno”'],
    ['delete Otieno', 'Say “delete Pay Otieno”'],
    [
      'rename rent reminder to Rent and delete weekly report',
      '“rename Rent reminder to Rent” then “delete Weekly report”',
    ],
    ['rename rent reminder to Rent if it is not used', 'say “rename Rent reminder to Rent”'],
    ['resume weekly report and run it', 'Say “resume Weekly report” then “run Weekly report”.'],
  ])('%s', async (text, words) => {
    expect(deed(await said(text))).toContain(words);
  });
});

describe('an order is one however it is put', () => {
  it.each([
    ['Backup check run now', 'run: Backup check'],
    ['Pay Otieno - run it now', 'run: Pay Otieno'],
    ['could you give Pay Otieno a run', 'run: Pay Otieno'],
    ['do a test run of Pay Otieno', 'run: Pay Otieno'],
    ['the backup check should run now', 'run: Backup check'],
    ['would you be so kind as to run the backup check', 'run: Backup check'],
    ['run the pay otieno run', 'run: Pay Otieno'],
    ['run pay otieno now without waiting for Friday', 'run: Pay Otieno'],
    ['run pay otieno, no need to wait for the 5th', 'run: Pay Otieno'],
    ['I think you can delete the weekly report', 'delete: Weekly report'],
    ['triger the backup chek right away', 'run: Backup check'],
    ['hebu run the backup check sasa hivi', 'run: Backup check'],
    ['weekly report: delete', 'delete: Weekly report'],
    ['Pay Otieno can go', 'delete: Pay Otieno'],
    ["we're done with the weekly report", 'delete: Weekly report'],
    ['delete the otieno workflow', 'delete: Pay Otieno'],
    ['rename rent reminder to Run and hide', 'rename: Rent reminder: Run and hide'],
    ['rename rent reminder to Rent and rates', 'rename: Rent reminder: Rent and rates'],
  ])('%s', async (text, expected) => {
    expect(deed(await said(text))).toBe(expected);
  });
});
