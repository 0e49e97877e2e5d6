import { useState } from 'preact/hooks';
import type { Block, Card, StepLine } from '../../../src/chat/types.ts';
import { Icon, StatusMark } from './icons.tsx';
import { webAddress } from './markup.ts';
import { drawing, isHigh } from './svg.ts';
import { Text } from './text.tsx';
import { words } from './words.ts';

/** One block of a card. */
export function CardBlock({ block }: { block: Block }) {
  switch (block.kind) {
    case 'text':
      return (
        <p class="block-text">
          <Text text={block.text} />
        </p>
      );
    case 'fields':
      return (
        <dl class="block-fields">
          {block.fields.map((field) => (
            <div key={field.label}>
              <dt>{field.label}</dt>
              <dd>
                <Text text={field.value} />
              </dd>
            </div>
          ))}
        </dl>
      );
    case 'steps':
      return <Steps steps={block.steps} />;
    case 'alert':
      return (
        <div class={`block-alert alert-${block.level}`}>
          <Icon name={block.level === 'info' ? 'info' : 'warning'} label={words.alert[block.level]} />
          <p>
            <Text text={block.text} />
          </p>
        </div>
      );
    case 'link':
      return <LinkBlock text={block.text} url={block.url} />;
    case 'code':
      return <CodeBlock text={block.text} />;
  }
}

function Steps({ steps }: { steps: StepLine[] }) {
  const live = steps.some((step) => step.state !== undefined);
  return (
    <ol class={live ? 'block-steps live' : 'block-steps'}>
      {steps.map((step, index) => (
        <li key={index} class={step.state ? `step-${step.state}` : undefined}>
          {step.state ? (
            <StatusMark mark={step.state} label={words.stepStates[step.state]} />
          ) : (
            <span class="step-number" aria-hidden="true">
              {index + 1}
            </span>
          )}
          <div>
            <Text text={step.text} />
            {step.detail ? (
              <p class="step-detail">
                <Text text={step.detail} />
              </p>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

function LinkBlock({ text, url }: { text: string; url: string }) {
  const address = webAddress(url);
  if (address === null) return <p class="block-text">{text}</p>;
  // A run's page is this page, under whatever name it was opened.
  const run = /\/#\/run\/[\w-]+$/.exec(address)?.[0];
  if (run !== undefined)
    return (
      <p class="block-link">
        <a href={run.slice(1)}>{text}</a>
      </p>
    );
  return (
    <p class="block-link">
      <a href={address} target="_blank" rel="noopener noreferrer">
        {text}
        <Icon name="link" />
      </a>
    </p>
  );
}

/** Something to copy as it is. */
export function CodeBlock({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div class="block-code">
      <pre>
        <code>{text}</code>
      </pre>
      <button type="button" class="quiet" onClick={copy}>
        <Icon name={copied ? 'done' : 'copy'} />
        <span aria-live="polite">{copied ? words.copied : words.copy}</span>
      </button>
    </div>
  );
}

/** The workflow as a drawing, shown as an image so that nothing in it can act; in words where it cannot be shown. */
export function Diagram({ image }: { image: NonNullable<Card['image']> }) {
  const [broken, setBroken] = useState(false);
  const address = drawing(image.svg);
  if (address === null || broken) {
    return (
      <p class="block-text soft">
        {words.imageHidden} {image.alt}
      </p>
    );
  }
  const figure = (
    <figure class="diagram">
      <img src={address} alt={image.alt} onError={() => setBroken(true)} />
    </figure>
  );
  if (!isHigh(image.svg)) return figure;
  return (
    <details class="fold">
      <summary>{words.showDiagram}</summary>
      {figure}
    </details>
  );
}
