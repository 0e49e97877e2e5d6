import { useId } from 'preact/hooks';
import type { Input } from '../../../src/chat/types.ts';
import { toast } from './doings.ts';
import { words } from './words.ts';

const FILE_BYTES = 200_000;

interface FieldProps {
  input: Input;
  value: string;
  disabled: boolean;
  onValue: (value: string) => void;
}

/** One input of a card, with its label. */
export function Field({ input, value, disabled, onValue }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{input.label}</label>
      <Control id={id} input={input} value={value} disabled={disabled} onValue={onValue} />
    </div>
  );
}

function Control({ id, input, value, disabled, onValue }: FieldProps & { id: string }) {
  const shared = { id, name: input.name, disabled };
  if (input.kind === 'select') {
    return (
      <select {...shared} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {value === '' ? <option value="" /> : null}
        {input.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    );
  }
  if (input.kind === 'file') {
    return <input {...shared} type="file" onChange={(event) => void readFile(event.currentTarget, onValue)} />;
  }
  if (input.kind === 'text' && input.multiline) {
    return <textarea {...shared} rows={4} value={value} onInput={(event) => onValue(event.currentTarget.value)} />;
  }
  const onInput = (event: { currentTarget: HTMLInputElement }) => onValue(event.currentTarget.value);
  if (input.kind === 'date') return <input {...shared} type="date" value={value} onInput={onInput} />;
  const mode = input.kind === 'number' ? 'decimal' : 'text';
  return <input {...shared} type="text" inputMode={mode} value={value} onInput={onInput} />;
}

/** A small file as one text: `data:<type>;name=<name>;base64,…`. */
async function readFile(element: HTMLInputElement, onValue: (value: string) => void): Promise<void> {
  const file = element.files?.[0];
  if (!file) return onValue('');
  if (file.size > FILE_BYTES) {
    element.value = '';
    toast(words.fileLarge);
    return onValue('');
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  onValue(
    `data:${file.type || 'application/octet-stream'};name=${encodeURIComponent(file.name)};base64,${btoa(binary)}`,
  );
}

export const startValues = (inputs: Input[]): Record<string, string> =>
  Object.fromEntries(inputs.map((input) => [input.name, 'value' in input ? (input.value ?? '') : '']));
