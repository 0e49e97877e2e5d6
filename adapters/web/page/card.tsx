import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Card, CardChoice } from '../../../src/chat/types.ts';
import { CardBlock, Diagram } from './blocks.tsx';
import { ChoiceForm } from './choice-form.tsx';
import { keepFocus, tap } from './doings.ts';
import { Field, startValues } from './form.tsx';
import { talkOf } from './state.ts';
import { useStore } from './store.ts';
import { Text } from './text.tsx';
import { words } from './words.ts';

/** How long a tap may stay unanswered by a changed card before its buttons come back. */
const ANSWER_MS = 6_000;

interface CardProps {
  card: Card;
  thread: string;
  messageId: string;
  rev: number;
}

/** What a person reads and taps. */
export function CardView({ card, thread, messageId, rev }: CardProps) {
  const inputs = card.inputs ?? [];
  const choices = card.choices ?? [];
  const [values, setValues] = useState(() => startValues(inputs));
  const [tapped, setTapped] = useState<string | null>(null);
  const titleId = useId();

  const said = useStore((state) => talkOf(state, state.current).messages.length);

  // The card was changed, or something was said below it: whatever was tapped has been answered.
  useEffect(() => {
    if (tapped === null) return;
    setTapped(null);
    keepFocus();
  }, [rev, said]);
  useEffect(() => {
    if (tapped === null) return;
    const timer = setTimeout(() => setTapped(null), ANSWER_MS);
    return () => clearTimeout(timer);
  }, [tapped]);

  const choose = async (choice: CardChoice, filled?: Record<string, string>) => {
    setTapped(keyOf(choice));
    const { name, value } = choice;
    const given = filled ?? (inputs.length > 0 ? values : undefined);
    const arrived = await tap(thread, { messageId, choice: { name, value }, ...(given ? { values: given } : {}) });
    if (!arrived) setTapped(null);
  };
  const main = choices.find((choice) => choice.style === 'primary');
  const submit = (event: Event) => {
    event.preventDefault();
    if (main && !main.confirm && tapped === null) void choose(main);
  };

  return (
    <form class={`card ${stateOf(card)}`} aria-labelledby={titleId} onSubmit={submit}>
      <h3 id={titleId}>
        <Text text={card.title} />
      </h3>
      {card.body.map((block, index) => (
        <CardBlock key={index} block={block} />
      ))}
      {card.image && isWorthDrawing(card) ? <Diagram image={card.image} /> : null}
      {inputs.map((input) => (
        <Field
          key={input.name}
          input={input}
          value={values[input.name] ?? ''}
          disabled={tapped !== null}
          onValue={(value) => setValues((old) => ({ ...old, [input.name]: value }))}
        />
      ))}
      <Choices choices={choices} tapped={tapped} onChoose={(choice, filled) => void choose(choice, filled)} />
      {card.footer ? (
        <footer>
          <Text text={card.footer} />
        </footer>
      ) : null}
    </form>
  );
}

/** Names a choice among those of a card. */
export const keyOf = (choice: CardChoice) => `${choice.name}\n${choice.value}`;

/** One or two steps are read as fast as they are looked at. */
const isWorthDrawing = (card: Card): boolean =>
  card.body.every((block) => block.kind !== 'steps' || block.steps.length > 2);

/** Colours the card's edge by how far its steps are. */
function stateOf(card: Card): string {
  const states = card.body.flatMap((block) => (block.kind === 'steps' ? block.steps.map((step) => step.state) : []));
  if (states.every((state) => state === undefined)) return '';
  if (states.includes('failed')) return 'card-failed';
  if (states.includes('running')) return 'card-running';
  if (states.includes('paused')) return 'card-paused';
  return states.includes('waiting') ? 'card-running' : 'card-done';
}

interface ChoicesProps {
  choices: CardChoice[];
  tapped: string | null;
  onChoose: (choice: CardChoice, filled?: Record<string, string>) => void;
}

/** The buttons of a card; one may ask once more or open a form first. */
export function Choices({ choices, tapped, onChoose }: ChoicesProps) {
  const [asking, setAsking] = useState<CardChoice | null>(null);
  const [filling, setFilling] = useState<CardChoice | null>(null);
  if (choices.length === 0) return null;
  if (asking?.confirm && tapped === null) {
    return (
      <Confirm
        question={asking.confirm}
        label={asking.label}
        danger={asking.style === 'danger'}
        onYes={() => {
          setAsking(null);
          onChoose(asking);
        }}
        onNo={() => setAsking(null)}
      />
    );
  }
  if (filling?.form && tapped === null) {
    const done = (filled?: Record<string, string>) => {
      setFilling(null);
      onChoose(filling, filled);
    };
    return <ChoiceForm form={filling.form} onSend={done} onWords={() => done()} onClose={() => setFilling(null)} />;
  }
  const open = (choice: CardChoice) => {
    if (choice.form) setFilling(choice);
    else if (choice.confirm) setAsking(choice);
    else onChoose(choice);
  };
  return (
    <div class="choices">
      {choices.map((choice) => (
        <button
          key={keyOf(choice)}
          type="button"
          class={choice.style ?? 'plain'}
          disabled={tapped !== null}
          aria-busy={tapped === keyOf(choice)}
          onClick={() => open(choice)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}

interface ConfirmProps {
  question: string;
  label: string;
  danger: boolean;
  onYes: () => void;
  onNo: () => void;
}

/** Asks once more, in place; Esc means no. */
export function Confirm({ question, label, danger, onYes, onNo }: ConfirmProps) {
  const no = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => no.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onNo();
  };
  return (
    <div class="confirm" role="alertdialog" tabIndex={-1} aria-labelledby={id} onKeyDown={onKeyDown}>
      <p id={id}>
        <Text text={question} />
      </p>
      <div class="choices">
        <button type="button" class={danger ? 'danger' : 'primary'} onClick={onYes}>
          {label || words.confirm}
        </button>
        <button type="button" class="plain" ref={no} onClick={onNo}>
          {words.cancel}
        </button>
      </div>
    </div>
  );
}
