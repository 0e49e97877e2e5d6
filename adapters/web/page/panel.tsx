import { useEffect, useRef } from 'preact/hooks';
import type { SandboxView, WorkflowView } from '../wire.ts';
import { show, showPanel } from './doings.ts';
import { Icon, type IconName } from './icons.tsx';
import { send } from './sender.ts';
import { getState, useStore } from './store.ts';
import { Text } from './text.tsx';
import { moment } from './times.ts';
import { words } from './words.ts';

/** What stands beside the conversation: the workflows and their state, or what the sandboxes took in. */
export function PanelView() {
  const panel = useStore((state) => state.panel);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [panel]);
  if (panel === null) return null;
  return (
    <aside class="panel" aria-labelledby="panel-title">
      <div class="panel-head">
        <h2 id="panel-title" tabIndex={-1} ref={title}>
          {words[panel]}
        </h2>
        <button type="button" class="icon-button" aria-label={words.close} onClick={() => showPanel(null)}>
          <Icon name="close" />
        </button>
      </div>
      {panel === 'workflows' ? <Workflows /> : <Sandbox />}
    </aside>
  );
}

function Workflows() {
  const rows = useStore((state) => state.workflows);
  if (rows === null) return <p class="soft">{words.loading}</p>;
  if (rows.length === 0) return <Empty icon="flow" title={words.noWorkflows} more={words.noWorkflowsMore} />;
  return (
    <ul class="rows">
      {rows.map((row) => (
        <WorkflowRow key={row.id} row={row} />
      ))}
    </ul>
  );
}

/** Says it in the conversation the workflow reports in, in the words a person would use, so that the answer stands there too. */
function say(row: WorkflowView, text: string): void {
  const { threads, current } = getState();
  const thread = row.thread !== null && row.thread in threads ? row.thread : current;
  if (thread !== current) show(thread);
  send(text, thread);
  if (window.matchMedia('(max-width: 900px)').matches) showPanel(null);
}

function WorkflowRow({ row }: { row: WorkflowView }) {
  const last = row.lastRun;
  return (
    <li class={`row workflow-${row.state}`}>
      <div class="row-head">
        <span class="state-dot" aria-hidden="true" />
        <h3 dir="auto">{row.name}</h3>
        <span class="tag">{words.states[row.state]}</span>
        {row.sandboxed ? <span class="tag sandbox-tag">{words.sandboxed}</span> : null}
      </div>
      {row.reason ? <p class="row-reason">{row.reason}</p> : null}
      <p class="row-starts">
        {row.starts.map((line) => (
          <span key={line}>
            <Text text={line} />
          </span>
        ))}
      </p>
      <dl class="row-facts">
        {row.nextRun ? (
          <div>
            <dt>{words.next}</dt>
            <dd>{moment(row.nextRun)}</dd>
          </div>
        ) : null}
        <div>
          <dt>{words.last}</dt>
          <dd class={last ? `run-${last.state}` : undefined}>{last ? <LastRun run={last} /> : words.never}</dd>
        </div>
      </dl>
      {row.used ? <p class="row-used">{row.used}</p> : null}
      <div class="row-tools">
        <Tool icon="play" label={words.run} of={row.name} onClick={() => say(row, words.runText(row.name))} />
        {row.state === 'active' ? (
          <Tool icon="pause" label={words.pause} of={row.name} onClick={() => say(row, words.pauseText(row.name))} />
        ) : (
          <Tool icon="play" label={words.resume} of={row.name} onClick={() => say(row, words.resumeText(row.name))} />
        )}
        <Open thread={row.thread} />
      </div>
    </li>
  );
}

/** When it ran and how that ended; leads to the run's own page. */
function LastRun({ run }: { run: NonNullable<WorkflowView['lastRun']> }) {
  const text = `${run.waits ?? words.runStates[run.state]}, ${moment(run.at)}`;
  return run.id === undefined ? text : <a href={`#/run/${run.id}`}>{text}</a>;
}

function Open({ thread }: { thread: string | null }) {
  const there = useStore((state) => thread !== null && thread in state.threads);
  if (!there || thread === null) return null;
  return (
    <button type="button" class="icon-button" aria-label={words.open} title={words.open} onClick={() => show(thread)}>
      <Icon name="chat" />
    </button>
  );
}

function Tool({ icon, label, of, onClick }: { icon: IconName; label: string; of: string; onClick: () => void }) {
  return (
    <button type="button" class="plain small" aria-label={`${label}: ${of}`} onClick={onClick}>
      <Icon name={icon} />
      {label}
    </button>
  );
}

function Sandbox() {
  const items = useStore((state) => state.sandbox);
  return (
    <>
      <p class="sandbox-note">
        <Icon name="info" />
        {words.sandboxNote}
      </p>
      {items === null ? <p class="soft">{words.loading}</p> : null}
      {items?.length === 0 ? <Empty icon="tray" title={words.noSandbox} more={words.noSandboxMore} /> : null}
      <ul class="rows">
        {items?.map((item) => (
          <SandboxItem key={item.id} item={item} />
        ))}
      </ul>
    </>
  );
}

function SandboxItem({ item }: { item: SandboxView }) {
  return (
    <li class={`row sandbox-item effect-${item.effect}`}>
      <div class="row-head">
        <h3 dir="auto">{item.title}</h3>
        <span class="tag sandbox-tag">{item.service}</span>
      </div>
      <dl class="block-fields">
        {item.fields.map((field) => (
          <div key={field.label}>
            <dt>{field.label}</dt>
            <dd dir="auto">{field.value}</dd>
          </div>
        ))}
      </dl>
      <p class="meta">
        {words.from(item.workflow)} · <time dateTime={item.at}>{moment(item.at)}</time>
      </p>
    </li>
  );
}

function Empty({ icon, title, more }: { icon: IconName; title: string; more: string }) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h3>{title}</h3>
      <p>{more}</p>
    </div>
  );
}
