import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** Cases in few words: a field's value, a kind that AI sorts into, an amount, and what goes where in each. */
const given = async (cases: [string, string][]) => {
  for (const [said, expected] of cases) expect(gist(await plainReplyTo(said)), said).toBe(expected);
};

describe('the value of a field', () => {
  const TILL = "our till system calls a webhook for each sale, there's a field called status in it.";
  const VOID = 'custom.* > send_whatsapp(+254733111222 | Void) if {{ trigger.status == "void" }}';
  it.each([
    `${TILL} status void → whatsapp +254733111222 'Void'. Any other status, ignore.`,
    `${TILL} status is void -> whatsapp +254733111222 'Void'`,
    `our till posts to a webhook (fields: status). status = void → whatsapp +254733111222 'Void'; anything else → nothing`,
  ])('%s', async (said) => {
    expect(gist(await plainReplyTo(said))).toBe(VOID);
  });

  it('and every other value', async () => {
    await given([
      [
        "webhook brings country and number. country NG → sms +254733111222 'Home'. any other country → sms +254733111223 'Abroad'",
        'custom.* > send_sms(+254733111222 | Home) if {{ trigger.country == "NG" }} > send_sms(+254733111223 | Abroad) if {{ !(trigger.country == "NG") }}',
      ],
      [
        'A webhook arrives per complaint. It holds the fields severity and text. severity high → post the text in #urgent; low → post the text in #later',
        'custom.* > send_message(#urgent | Text: {{ trigger.text }}) if {{ trigger.severity == "high" }} > send_message(#later | Text: {{ trigger.text }}) if {{ trigger.severity == "low" }}',
      ],
    ]);
  });
});

describe('a kind that is sorted into', () => {
  const ISSUE = 'github.issues.opened > classify(bug, feature or question | {{ trigger.body }})';
  const BUG = 'if {{ step_1.label == "bug" }}';
  const NO_BUG = 'if {{ !(step_1.label == "bug") }}';
  it('however it is said', async () => {
    const expected = `${ISSUE} > send_message(#bugs | Title: {{ trigger.title }}) ${BUG}`;
    const order = 'post the title in #bugs';
    await given([
      [`new github issue in acme/web → AI classifies it: bug / feature / question. if bug, ${order}`, expected],
      [`new github issue in acme/web, AI labels it bug, feature or question, if it is a bug, ${order}`, expected],
      [
        `new github issue in acme/web: have the AI decide if it's a bug, a feature or a question; if bug ${order}`,
        expected,
      ],
      [`new github issue in acme/web → ai sorts into bug/feature/question → bug: ${order}`, expected],
    ]);
  });

  it('and the rest in the same words', async () => {
    await given([
      [
        'new github issue in acme/web: let AI sort it into bug, feature or question. bug → post the title in #bugs. the rest → #triage',
        `${ISSUE} > send_message(#bugs | Title: {{ trigger.title }}) ${BUG} > send_message(#triage | Title: {{ trigger.title }}) ${NO_BUG}`,
      ],
    ]);
  });

  it('and nothing of what is done in the other case', async () => {
    await given([
      [
        'new github issue in acme/web: AI sorts it into bug, feature or question. if bug, jira issue in project PAY with the title. anything else goes to #triage',
        `${ISSUE} > create_issue(PAY | {{ trigger.title }}) ${BUG} > send_message(#triage | {{ trigger.body }}) ${NO_BUG}`,
      ],
    ]);
  });

  it('or whether it is one at all', async () => {
    const about = (label: string) => `custom.* > classify(${label} or not ${label} | {{ trigger.message }})`;
    const care = 'send_message(#care | {{ trigger.message }})';
    await given([
      [
        'when our form webhook brings a message: let AI judge whether it sounds angry. If it does, post it in #care, otherwise post it in #inbox',
        `${about('angry')} > ${care} if {{ step_1.label == "angry" }} > send_message(#inbox | {{ trigger.message }}) if {{ !(step_1.label == "angry") }}`,
      ],
      [
        'when our form webhook brings a message → AI checks whether it is spam → if not, post it in #care',
        `${about('spam')} > ${care} if {{ step_1.label != "spam" }}`,
      ],
    ]);
  });

  it('each to a place of its own, or nowhere', async () => {
    const message = (channel: string, label: string) =>
      `send_message(${channel} | {{ trigger.message }}) if {{ step_1.label == "${label}" }}`;
    await given([
      [
        'when my contact form webhook fires with message and email, let AI decide whether it is sales, support or spam. sales goes to #sales, support to #help, spam is ignored',
        `custom.* > classify(sales, support or spam | {{ trigger.message }}) > ${message('#sales', 'sales')} > ${message('#help', 'support')}`,
      ],
    ]);
  });
});

describe('an amount', () => {
  const both = (what: string) =>
    `intasend.payment.confirmed > send_message(#big | ${what}) if {{ trigger.amount > 50000 }} > send_message(#small | ${what}) if {{ !(trigger.amount > 50000) }}`;
  const AMOUNT = 'Amount: {{ trigger.amount }}';
  it.each([
    'For every IntaSend payment: anything above 50,000 gets posted in #big, the rest in #small. Put the amount in the message.',
    'Every IntaSend payment over 50,000 goes to #big, everything else to #small, with the amount',
    'For every IntaSend payment post the amount in #big if it is above 50,000, the rest in #small',
    'when a customer pays on intasend, above 50,000 goes to #big and below that to #small. Include the amount in both',
  ])('parts what is posted, with the same words: %s', async (said) => {
    expect(gist(await plainReplyTo(said))).toBe(both(AMOUNT));
  });

  it('and what lies above or below it', async () => {
    const said = (word: string) => `send_sms({{ trigger.phone }} | ${word})`;
    const both = `intasend.payment.confirmed > ${said('A')} if {{ trigger.amount <= 1000 }} > ${said('B')} if {{ trigger.amount > 1000 }}`;
    await given([
      ["When an intasend payment comes in: up to 1,000 sms the payer 'A'; above it sms the payer 'B'", both],
      [
        "When an intasend payment comes in: up to 1,000 sms the payer 'A'; anything above that, sms the payer 'B'",
        both,
      ],
      [
        'whenever intasend gets a payment over 20,000 post the amount in #big; the smaller ones just go in the Takings sheet with name and amount',
        'intasend.payment.confirmed > send_message(#big | Amount: {{ trigger.amount }}) if {{ trigger.amount > 20000 }} > append_row(Takings | ["{{ trigger.name }}","{{ trigger.amount }}"]) if {{ !(trigger.amount > 20000) }}',
      ],
    ]);
  });

  it('of something that was told to come in', async () => {
    const thanks = 'send_sms(+254711909192 | Short) if {{ trigger.amount < 35000 }}';
    const paid = `intasend.payment.confirmed > ${thanks} > send_sms(`;
    await given([
      [
        "Rent comes in via IntaSend. If less than 35,000 came, text +254711909192 'Short'. Everyone else simply gets a text saying 'Thank you'",
        `${paid}Thank you | {{ trigger.phone }}) if {{ !(trigger.amount < 35000) }}`,
      ],
      [
        "Our donations arrive as IntaSend payments. Anything of 10,000 or more: text +254711909192 'Big'",
        'intasend.payment.confirmed > send_sms(+254711909192 | Big) if {{ trigger.amount >= 10000 }}',
      ],
    ]);
  });

  it('narrows only what follows it', async () => {
    const chase = 'send_whatsapp(+254711909192 | Chase) if {{ trigger.amount < 2000 }}';
    const row = 'append_row(Book | ["{{ trigger.name }}","{{ trigger.amount }}"])';
    await given([
      [
        "when a payment comes in on intasend add a row with name and amount to the Book sheet. All of them, big or small. Then, only where it is less than 2,000, also WhatsApp me on +254711909192 'Chase'",
        `intasend.payment.confirmed > ${row} > ${chase}`,
      ],
      [
        "when a payment comes in on intasend add a row with name and amount to the Book sheet. Then, only if it is less than 2,000, WhatsApp me on +254711909192 'Chase'",
        `intasend.payment.confirmed > ${row} > ${chase}`,
      ],
    ]);
  });
});

describe('how a call ended', () => {
  it.each([
    "every 10 minutes call https://api.example.com/health. fails → sms +254701010101 'Down'. fine → nothing",
    "every 10 minutes call https://api.example.com/health. If that errors, sms +254701010101 'Down'. If it's fine, silence.",
  ])('%s', async (said) => {
    expect(gist(await plainReplyTo(said))).toBe(
      '*/10 * * * * > request(https://api.example.com/health) > send_sms(+254701010101 | Down) if {{ step_1.status == "failed" }}',
    );
  });

  it('and what the forecast says', async () => {
    await given([
      [
        "each day at 5am check the weather forecast for Eldoret and only if rain is expected sms +254701010101 'Cover the maize'",
        '0 5 * * * > forecast(Eldoret) > send_sms(+254701010101 | Cover the maize) if {{ step_1.rain >= 50 }}',
      ],
      [
        "daily 6am: weather in Kisumu. rain → sms +254701010101 'Wet'. no rain → sms +254701010101 'Dry'",
        '0 6 * * * > forecast(Kisumu) > send_sms(+254701010101 | Wet) if {{ step_1.rain >= 50 }} > send_sms(+254701010101 | Dry) if {{ !(step_1.rain >= 50) }}',
      ],
    ]);
  });
});
