import { answerFor } from './aliases.ts';
import type { Conversation, Driver, Line, Said, Transcript } from './conversation.ts';
import type { Case } from './format.ts';
import { askedNames, fulfils, onlyFirstReply } from './judge.ts';

const MOST_QUESTIONS = 5;

/** Talks a case through as README.md says ("Driving a case"). Never approves anything. */
export async function drive(the: Case, driver: Driver): Promise<Transcript> {
  const transcript: Transcript = { lines: [], questions: 0, needless: 0, replies: 0, broke: null, effects: [] };
  let conversation: Conversation;
  try {
    conversation = await driver.open(the);
  } catch (error) {
    return { ...transcript, broke: `could not start: ${String(error)}` };
  }
  try {
    await talk(the, conversation, transcript);
  } catch (error) {
    transcript.broke = `it broke: ${error instanceof Error ? error.message : String(error)}`;
  }
  transcript.effects = await conversation.end();
  return transcript;
}

async function talk(the: Case, conversation: Conversation, transcript: Transcript): Promise<void> {
  const say = async (text: string): Promise<Said> => {
    transcript.lines.push({ from: 'person', text });
    const said = await conversation.say(text);
    const line: Line = { from: 'nod', text: said.text, said };
    transcript.lines.push(line);
    transcript.replies += 1;
    return said;
  };
  for (const [index, turn] of the.turns.entries()) {
    let said = await say(turn);
    if (index === 0 && (onlyFirstReply(the) || fulfils(the, said))) return;
    while (said.kind === 'ask' && said.drafts.length === 0 && !said.act) {
      const reply = answer(the, said, transcript);
      if (reply === null) return;
      said = await say(reply);
    }
    const lastTurn = index === the.turns.length - 1;
    if (said.drafts.length === 0 && !(lastTurn && said.kind === 'act')) {
      transcript.broke = `${said.kind} instead of a proposal after turn ${index + 1}`;
      return;
    }
  }
}

/** The reply to a question; null (with the reason kept) when the case has failed by it. */
export function answer(the: Pick<Case, 'answers'>, said: Said, transcript: Transcript): string | null {
  transcript.questions += 1;
  if (transcript.questions > MOST_QUESTIONS) {
    transcript.broke = `more than ${MOST_QUESTIONS} questions`;
    return null;
  }
  const answers = new Map<string, { name: string; answer: string }>();
  for (const name of askedNames(said)) {
    const found = answerFor(the.answers, name);
    if (found && !answers.has(found.key)) answers.set(found.key, { name, answer: found.answer });
  }
  const all = [...answers.values()];
  const [only] = all;
  if (only && all.length === 1) return only.answer;
  if (only) return all.map(({ name, answer: text }) => `${name}: ${text}`).join('; ');
  transcript.needless += 1;
  if (transcript.needless > 1) {
    transcript.broke = `a second needless question: ${askedNames(said).join(', ') || said.text}`;
    return null;
  }
  return 'You decide.';
}
