import { useEffect, useRef, useState } from 'preact/hooks';
import type { Form } from '../../../src/chat/types.ts';
import { Field, startValues } from './form.tsx';
import { Text } from './text.tsx';
import { words } from './words.ts';

interface ChoiceFormProps {
  form: Form;
  onSend: (values: Record<string, string>) => void;
  /** The same choice without filling anything in: said in words instead. */
  onWords: () => void;
  onClose: () => void;
}

/** What a choice opens to be filled in, in place; Esc closes it. Only what was changed is sent. */
export function ChoiceForm({ form, onSend, onWords, onClose }: ChoiceFormProps) {
  const before = startValues(form.inputs);
  const [values, setValues] = useState(before);
  const box = useRef<HTMLFieldSetElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>('input, select, textarea')?.focus(), []);
  const changed = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== before[name]));
  const nothing = Object.keys(changed).length === 0;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      if (!nothing) onSend(changed);
    }
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <fieldset class="choice-form" ref={box} onKeyDown={onKeyDown}>
      <legend>
        <Text text={form.title} />
      </legend>
      {form.inputs.map((input) => (
        <Field
          key={input.name}
          input={input}
          value={values[input.name] ?? ''}
          disabled={false}
          onValue={(value) => setValues((old) => ({ ...old, [input.name]: value }))}
        />
      ))}
      <div class="choices">
        <button type="button" class="primary" disabled={nothing} onClick={() => onSend(changed)}>
          {form.submit}
        </button>
        <button type="button" class="plain" onClick={onWords}>
          {words.inWords}
        </button>
        <button type="button" class="plain" onClick={onClose}>
          {words.leaveAsIs}
        </button>
      </div>
    </fieldset>
  );
}
