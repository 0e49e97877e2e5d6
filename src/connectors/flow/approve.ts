import { z } from 'zod';
import type { Json } from '../../automation/definition.ts';
import { listInWords } from '../../automation/words.ts';
import { defineAction } from '../define.ts';
import { briefly, duration, text } from '../params.ts';
import { namedIn, numberInWords, people, spans, whoInWords, yesNo } from './people-words.ts';

/** Reminders of one gate. */
export const MOST_REMINDERS = 10;

const list = (label: string, of: z.ZodType) => z.array(of).meta({ kind: 'list', label });
const word = z.string().min(1).max(100);

export const approve = defineAction({
  service: 'flow',
  action: 'approve',
  title: 'Ask for approval',
  description:
    'Asks for a yes before the steps after it run: the owner, or the people or the #channel that `who` names. With `guards` it shows what that step would do, and the step then does exactly that. Silence for seven days means no, unless on_silence says otherwise.',
  params: z.object({
    message: text('the question', { spoken: ['saying', 'asking'], suggest: 'May I go on?', main: true }).optional(),
    who: people('who decides').optional(),
    needed: z.int().min(1).max(20).meta({ kind: 'number', label: 'how many must say yes' }).optional(),
    not_requester: yesNo('whether whoever started the run is left out').optional(),
    guards: word.meta({ kind: 'id', label: 'the step whose doing is shown and held to' }).optional(),
    may_change: list('what of that step may be changed', word).max(10).optional(),
    timeout: duration('how long to wait for an answer', { spoken: ['within'] }).optional(),
    reminders: spans('when to remind', MOST_REMINDERS).optional(),
    on_silence: z
      .enum(['reject', 'approve', 'continue'])
      .meta({ kind: 'choice', label: 'what silence means' })
      .optional(),
  }),
  result: z.object({
    approved: z
      .boolean()
      .meta({ kind: 'boolean', label: 'whether it was approved', main: true, spoken: ['approval', 'approved'] }),
    by: text('who decided'),
    decision: text('the decision: approved, rejected or timeout'),
    decided_by: text('who decided'),
    at: text('when it was decided'),
    changes: list('what was changed', z.any()),
    decisions: list('what each person said', z.any()),
    sealed: z.any().meta({ kind: 'object', label: 'exactly what was approved' }),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'none',
  words: {
    phrases: [
      'ask me before|first',
      'ask for my approval|permission|ok',
      'get my approval|ok|permission',
      'check with me',
      'wait for my approval|ok|go-ahead|yes',
      'let me approve|confirm|review',
      'confirm with me',
      'ask me',
      'ask my approval|permission',
      'run it by|past me',
      'show me … first|before',
      'wait until i approve|confirm',
    ],
    nouns: [],
  },
  describe,
  report,
  simulate: () => ({
    approved: true,
    by: 'you',
    decision: 'approved',
    decided_by: 'you',
    at: '',
    changes: [],
    decisions: [],
    sealed: null,
  }),
});

/** "Ask Amina and Otieno, two of them, first, showing what step 3 will do: “Pay?”". */
function describe(p: Record<string, Json>): string {
  const needed = typeof p.needed === 'number' && p.needed > 1 ? p.needed : null;
  const who = whoInWords(p.who, needed === null ? 'or' : 'and');
  const first = needed === null ? `Ask ${who} first` : `Ask ${who}, ${numberInWords(needed)} of them, first`;
  const shown = typeof p.guards === 'string' ? `, showing what ${p.guards} will do` : '';
  const more: string[] = [];
  if (Array.isArray(p.may_change) && p.may_change.length > 0)
    more.push(`may change ${listInWords(p.may_change.map((name) => `the ${String(name).replace(/_/g, ' ')}`))}`);
  if (p.not_requester === true) more.push('not whoever started the run');
  if (p.on_silence === 'approve') more.push('no answer means yes');
  if (p.on_silence === 'continue') more.push('goes on without an answer');
  const aside = more.length > 0 ? ` (${more.join('; ')})` : '';
  return `${first}${shown}${aside}${p.message ? `: “${briefly(p.message)}”` : ''}`;
}

function report(p: Record<string, Json>, r: Record<string, Json>): string {
  if (r.decision === 'timeout') return 'Nobody answered in time';
  const word = r.approved === false ? 'no' : 'yes';
  if (r.decided_by === null) return `No answer, which means ${word}`;
  return namedIn(p.who).length > 0 && typeof r.by === 'string' && r.by ? `${r.by} said ${word}` : `You said ${word}`;
}
