import { useEffect } from 'preact/hooks';
import type { RunStepView, RunView } from '../wire.ts';
import { moreSteps, readRun, show, showRun } from './doings.ts';
import { StatusMark } from './icons.tsx';
import { webAddress } from './markup.ts';
import { useStore } from './store.ts';
import { Text } from './text.tsx';
import { moment } from './times.ts';
import { words } from './words.ts';

const LOOK_MS = 3_000;

/** One run: each step with what went in and came out, how often it was tried, how long it took, who decided. */
export function RunPage() {
  const run = useStore((state) => state.run);
  const going = run?.status === 'running';
  useEffect(() => {
    if (!going || !run) return;
    const timer = setInterval(() => void readRun(run.id), LOOK_MS);
    return () => clearInterval(timer);
  }, [going, run?.id]);
  if (run === null) return <p class="loading">{words.loading}</p>;
  const end = Date.parse(run.endedAt ?? new Date().toISOString());
  return (
    <article class="settings run-page" aria-labelledby="run-title">
      <section>
        <h2 id="run-title" dir="auto">
          {run.name}
        </h2>
        <p class={`run-${run.status}`}>
          {stateOf(run)} · {words.startedBy[run.startedBy]}, {moment(run.startedAt)} ·{' '}
          {length(Date.parse(run.startedAt), end)}
        </p>
        {run.error ? <p class="run-error">{run.error}</p> : null}
        <Links run={run} />
        <Value label={words.trigger} text={run.trigger} />
      </section>
      <section aria-label={words.steps}>
        <h3>{words.steps}</h3>
        {run.steps.length === 0 ? <p class="soft">{words.noSteps}</p> : null}
        <ol class="run-steps">
          {run.steps.map((step) => (
            <Step key={`${step.path}:${step.iteration}`} step={step} from={Date.parse(run.startedAt)} to={end} />
          ))}
        </ol>
        {run.next === null ? null : (
          <button type="button" class="plain small" onClick={() => void moreSteps(run)}>
            {words.moreSteps}
          </button>
        )}
      </section>
    </article>
  );
}

function stateOf({ status, phase, paused }: RunView): string {
  const waits = status === 'running' && phase === 'waiting';
  if (paused) return waits ? words.runGoes.pausedWaiting : words.runGoes.paused;
  return waits ? words.runGoes.waiting : words.runStates[status];
}

function Links({ run }: { run: RunView }) {
  const temporal = run.temporal === null ? null : webAddress(run.temporal);
  const runs: [string, string][] = [
    ...(run.retryOf ? [[words.earlierRun, run.retryOf] as [string, string]] : []),
    ...(run.parent ? [[words.parentRun, run.parent] as [string, string]] : []),
    ...run.children.map(({ id, name, status }): [string, string] => [`${name}, ${words.runStates[status]}`, id]),
  ];
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
      {temporal === null ? null : (
        <a href={temporal} target="_blank" rel="noopener noreferrer">
          {words.temporal}
        </a>
      )}
    </p>
  );
}

const MARKS = { running: 'running', waiting: 'paused', success: 'done', failed: 'failed', skipped: 'skipped' } as const;

function Step({ step, from, to }: { step: RunStepView; from: number; to: number }) {
  const mark = MARKS[step.state];
  const start = step.startedAt ? Date.parse(step.startedAt) : from;
  const end = step.endedAt ? Date.parse(step.endedAt) : to;
  return (
    <li>
      <div class="run-step-head">
        <StatusMark mark={mark} label={words.stepStates[mark]} />
        <strong dir="auto">{step.title}</strong>
        <span class="soft">
          {step.path}
          {step.iteration > 0 ? ` ${step.iteration + 1}` : ''}
          {step.attempt > 1 ? ` · ${words.attempts(step.attempt)}` : ''}
          {step.state === 'skipped' ? '' : ` · ${length(start, end)}`}
        </span>
      </div>
      {step.report ? (
        <p>
          <Text text={step.report} />
        </p>
      ) : null}
      {step.error ? <p class="run-error">{step.error}</p> : null}
      {step.gate ? (
        <p>
          {step.gate.text}{' '}
          <span class="soft">
            {words.decided(step.gate.decision, step.gate.by, step.gate.at ? moment(step.gate.at) : '')}
          </span>
        </p>
      ) : null}
      {step.state === 'skipped' ? null : <Bar start={start - from} length={end - start} whole={to - from} />}
      <Value label={words.input} text={step.input} />
      <Value label={words.output} text={step.output} />
      {step.undone ? (
        <p class={step.undone.state === 'failed' ? 'run-error' : ''}>
          {words.undone[step.undone.state]} {step.undone.text}
          {step.undone.error ? ` (${step.undone.error})` : ''}
        </p>
      ) : null}
      {step.large.map(({ path, bytes, url }) => (
        <p key={path}>
          <a href={url} download>
            {words.whole(path, size(bytes))}
          </a>
        </p>
      ))}
    </li>
  );
}

/** Where in the run a step was, and for how long; said in words beside it. */
function Bar({ start, length: long, whole }: { start: number; length: number; whole: number }) {
  const all = Math.max(whole, 1);
  const x = Math.min(99, Math.max(0, (100 * start) / all));
  const width = Math.max(1, Math.min(100 - x, (100 * long) / all));
  return (
    <svg class="run-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="0" width="100" height="4" class="run-bar-all" />
      <rect x={x} y="0" width={width} height="4" class="run-bar-own" />
    </svg>
  );
}

function Value({ label, text }: { label: string; text: string | null }) {
  if (text === null) return null;
  return (
    <details class="run-value">
      <summary>{label}</summary>
      <pre>
        <code dir="auto">{text}</code>
      </pre>
    </details>
  );
}

function size(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function length(from: number, to: number): string {
  const ms = Math.max(0, to - from);
  if (ms < 1_000) return `${ms} ms`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
