import { useEffect, useState } from 'preact/hooks';
import type { CardChoice } from '../../../src/chat/types.ts';
import type { RunView } from '../wire.ts';
import { Choices, keyOf } from './card.tsx';
import { moreSteps, readRun, show, showRun, tap } from './doings.ts';
import { StatusMark } from './icons.tsx';
import { webAddress } from './markup.ts';
import { RunStep, Value } from './run-step.tsx';
import { useStore } from './store.ts';
import { lasted, moment } from './times.ts';
import { words } from './words.ts';

const LOOK_MS = 3_000;

/** One run: how it stands and what can be done about it, then each of its steps. */
export function RunPage() {
  const run = useStore((state) => state.run);
  const going = run?.status === 'running';
  useEffect(() => {
    if (!going || !run) return;
    const timer = setInterval(() => void readRun(run.id), LOOK_MS);
    return () => clearInterval(timer);
  }, [going, run?.id]);
  if (run === null) return <p class="loading">{words.loading}</p>;
  const [start, end] = [Date.parse(run.startedAt), Date.parse(run.endedAt ?? new Date().toISOString())];
  const temporal = run.temporal === null ? null : webAddress(run.temporal);
  const { mark, text } = stateOf(run);
  return (
    <article class="settings run-page" aria-labelledby="run-title">
      <section class={`run-${run.status}`}>
        <h2 id="run-title">
          <StatusMark mark={mark} label="" /> {text}
        </h2>
        <p class="soft">
          {words.startedBy[run.startedBy]}, {moment(run.startedAt)} · {words.took(lasted(start, end))}
        </p>
        {run.error ? <p class="run-error">{run.error}</p> : null}
        <ToDo key={`${run.id}:${run.status}`} run={run} />
        <Links run={run} />
        <Value label={words.trigger} text={run.trigger} />
      </section>
      <section aria-label={words.steps}>
        <h3>{words.steps}</h3>
        {run.steps.length === 0 ? <p class="soft">{words.noSteps}</p> : null}
        <ol class="run-steps">
          {run.steps.map((step) => (
            <RunStep key={`${step.path}:${step.iteration}`} step={step} from={start} to={end} />
          ))}
        </ol>
        {run.next === null ? null : (
          <button type="button" class="plain small" onClick={() => void moreSteps(run)}>
            {words.moreSteps}
          </button>
        )}
        {temporal === null ? null : (
          <p class="run-temporal">
            <a href={temporal} target="_blank" rel="noopener noreferrer">
              {words.temporal}
            </a>
          </p>
        )}
      </section>
    </article>
  );
}

/** How it stands, in words. */
function stateOf({ status, phase, paused, steps }: RunView) {
  const { runGoes, runStates } = words;
  const waits = status === 'running' && phase === 'waiting';
  if (paused) return { mark: 'paused' as const, text: waits ? runGoes.pausedWaiting : runGoes.paused };
  if (waits) return { mark: 'paused' as const, text: runGoes.waiting };
  const at = status === 'failed' ? steps.findLast((step) => step.state === 'failed')?.number : undefined;
  const mark = { running: 'running', completed: 'done', failed: 'failed', cancelled: 'skipped' } as const;
  return { mark: mark[status], text: at ? words.stoppedAt(at) : runStates[status] };
}

/** What can be done about it, just as its card in the conversation offers it; the answer stands there. */
function ToDo({ run: { card, thread } }: { run: RunView }) {
  const [tapped, setTapped] = useState<string | null>(null);
  if (card === null || thread === null) return null;
  const choose = async (choice: CardChoice, values?: Record<string, string>) => {
    const { name, value } = choice;
    setTapped(keyOf(choice));
    const given = { messageId: card.message, choice: { name, value }, ...(values ? { values } : {}) };
    const arrived = await tap(thread, given);
    setTapped(null);
    if (arrived) show(thread);
  };
  return <Choices choices={card.choices} tapped={tapped} onChoose={(choice, values) => void choose(choice, values)} />;
}

function Links({ run }: { run: RunView }) {
  const runs: [string, string][] = [
    ...(run.retryOf ? [[words.earlierRun, run.retryOf] as [string, string]] : []),
    ...(run.parent ? [[words.parentRun, run.parent] as [string, string]] : []),
    ...run.children.map(({ id, name, status }): [string, string] => [`${name}: ${words.runStates[status]}`, id]),
  ];
  if (run.thread === null && runs.length === 0) return null;
  return (
    <p class="run-links">
      {run.thread === null ? null : (
        <button type="button" class="plain small" onClick={() => show(run.thread ?? '')}>
          {words.open}
        </button>
      )}
      {runs.map(([label, id]) => (
        <button key={id} type="button" class="plain small" onClick={() => void showRun(id)}>
          {label}
        </button>
      ))}
    </p>
  );
}
