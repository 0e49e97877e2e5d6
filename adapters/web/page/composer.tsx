import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { LIMITS } from '../wire.ts';
import { Icon } from './icons.tsx';
import { keep } from './keep.ts';
import { send } from './sender.ts';
import { words } from './words.ts';

const NEAR = 1_000;

interface ComposerProps {
  thread: string;
  /** There is something above it already. */
  started: boolean;
  /** Text put in from outside, once: an example, a refused message. */
  given: string | null;
  onTaken: () => void;
}

/** The message box: keeps what was typed for each conversation until it is sent. */
export function Composer({ thread, started, given, onTaken }: ComposerProps) {
  const [text, setText] = useState(() => keep.draft(thread));
  const box = useRef<HTMLTextAreaElement>(null);
  const left = LIMITS.text - text.length;

  const change = (next: string) => {
    setText(next);
    keep.setDraft(thread, next);
  };
  const submit = () => {
    const said = text.trim();
    if (said === '' || left < 0) return;
    send(said);
    change('');
    // Also when it was the button that sent it: one goes on writing.
    box.current?.focus();
  };

  // Another conversation has a text of its own; one that has just got its id keeps what was typed.
  useLayoutEffect(() => setText(keep.draft(thread)), [thread]);

  useEffect(() => {
    if (given === null) return;
    change(given);
    onTaken();
    box.current?.focus();
  }, [given]);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, 240)}px`;
  }, [text]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div class="composer-box">
        <label class="hidden" for="composer">
          {words.write}
        </label>
        <textarea
          id="composer"
          ref={box}
          rows={1}
          dir="auto"
          value={text}
          placeholder={started ? words.replyHint : words.writeHint}
          aria-describedby="composer-hint"
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" class="send" aria-label={words.send} disabled={text.trim() === '' || left < 0}>
          <Icon name="send" />
        </button>
      </div>
      <p id="composer-hint" class={left < 0 ? 'hint over' : 'hint'} role={left < NEAR ? 'status' : undefined}>
        {left < 0 ? words.over(-left) : left < NEAR ? words.left(left) : words.sendHint}
      </p>
    </form>
  );
}
