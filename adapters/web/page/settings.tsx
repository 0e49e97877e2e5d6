import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { connect, logIn, readSettings } from './doings.ts';
import { StatusMark } from './icons.tsx';
import { useStore } from './store.ts';
import { words } from './words.ts';

/** A QR code is good for about twenty seconds: while a platform is not connected yet, how it is is looked at so often. */
const LOG_IN_MS = 4_000;
/** Once all are, so often: a phone may unlink it. */
const CALM_MS = 10_000;

/** What is in use, what is on and how to turn the rest on, what is connected. */
export function Settings() {
  const settings = useStore((state) => state.settings);
  const starting = settings?.platforms.some((one) => !one.on && one.variable === null && !one.asleep) ?? false;
  useEffect(() => {
    const timer = setInterval(() => void readSettings(), starting ? LOG_IN_MS : CALM_MS);
    return () => clearInterval(timer);
  }, [starting]);
  if (settings === null) return <p class="loading">{words.loading}</p>;
  return (
    <div class="settings">
      <Section title={words.planner}>
        <p>
          <strong>{settings.planner.name}</strong>
        </p>
        <p class="soft">{settings.planner.detail}</p>
      </Section>
      <Section title={words.platforms}>
        <ul class="facts">
          {settings.platforms.map((platform) => (
            <li key={platform.name}>
              <Light on={platform.on} />
              <strong>{platform.name}</strong>
              <span class="soft">{platform.detail}</span>
              {platform.setup ? <LogIn setup={platform.setup} /> : null}
              {platform.asleep ? (
                <button type="button" class="plain small" onClick={() => void logIn(platform.asleep ?? '')}>
                  {words.newCode}
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      </Section>
      <Section title={words.connections}>
        {settings.connections.length === 0 ? <p class="soft">{words.noConnections}</p> : null}
        <ul class="facts">
          {settings.connections.map((connection) => (
            <li key={connection.id}>
              <strong>{connection.service}</strong>
              {connection.account ? <span class="soft">{connection.account}</span> : null}
              {connection.sandbox ? <span class="tag sandbox-tag">{words.sandboxed}</span> : null}
            </li>
          ))}
        </ul>
        {settings.connectable.length > 0 ? (
          <details>
            <summary>{words.connectMore}</summary>
            <div class="choices">
              {settings.connectable.map(({ service, title }) => (
                <button key={service} type="button" class="plain small" onClick={() => void connect(service)}>
                  {words.connect} {title}
                </button>
              ))}
            </div>
            <p class="soft">{words.connectHint}</p>
          </details>
        ) : null}
      </Section>
      <Section title={words.health}>
        <ul class="facts">
          {settings.health.map((part) => (
            <li key={part.name}>
              <Light on={part.ok} off="warning" />
              <strong>{part.name}</strong>
              <span class="soft">{part.detail}</span>
            </li>
          ))}
        </ul>
        <p class="soft">{words.dataIn(settings.dataDir)}</p>
      </Section>
      <Section title={words.keys}>
        <dl class="keys">
          {words.shortcuts.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </Section>
    </div>
  );
}

/** How to log a platform in. */
function LogIn({ setup }: { setup: { kind: 'qr' | 'code'; value: string } }) {
  if (setup.kind === 'code') return <p class="log-in">{words.typeCode(setup.value)}</p>;
  return (
    <figure class="log-in">
      <img src={`data:image/svg+xml,${encodeURIComponent(setup.value)}`} alt={words.qr} width={232} height={232} />
      <figcaption class="soft">{words.logIn}</figcaption>
    </figure>
  );
}

function Light({ on, off = 'skipped' }: { on: boolean; off?: 'skipped' | 'warning' }) {
  return <StatusMark mark={on ? 'done' : off} label={on ? words.on : words.off} />;
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
