import type { RunStepView } from '../wire.ts';
import { StatusMark } from './icons.tsx';
import { Text } from './text.tsx';
import { lasted, moment } from './times.ts';
import { words } from './words.ts';

const MARKS = { running: 'running', waiting: 'paused', success: 'done', failed: 'failed', skipped: 'skipped' } as const;

/** One step of a run: what it did, how often it was tried, how long it took, who decided, what went in and came out. */
export function RunStep({ step, from, to }: { step: RunStepView; from: number; to: number }) {
  const mark = MARKS[step.state];
  const start = step.startedAt ? Date.parse(step.startedAt) : from;
  const end = step.endedAt ? Date.parse(step.endedAt) : to;
  const facts = [
    step.iteration > 0 ? words.item(step.iteration + 1) : '',
    step.attempt > 1 ? words.attempts(step.attempt) : '',
    step.state === 'skipped' ? words.leftOut : lasted(start, end),
  ];
  return (
    <li class={`run-step-${step.state}`}>
      <div class="run-step-head">
        <StatusMark mark={mark} label={words.stepStates[mark]} />
        <strong dir="auto">
          {step.number === null ? '' : `${step.number}. `}
          {step.title}
        </strong>
        <span class="soft">{facts.filter(Boolean).join(' · ')}</span>
      </div>
      {step.why ? <p class="soft">{step.why}</p> : null}
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

/** A value as text, folded until it is asked for. */
export function Value({ label, text }: { label: string; text: string | null }) {
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
