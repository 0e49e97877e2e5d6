import { Logo } from './icons.tsx';
import { words } from './words.ts';

/** What stands in a conversation that has not begun: one sentence, and examples that start a draft. */
export function Welcome({ onPick }: { onPick: (text: string) => void }) {
  return (
    <section class="welcome" aria-labelledby="welcome-title">
      <Logo size={56} />
      <h2 id="welcome-title">{words.welcome}</h2>
      <p>{words.welcomeMore}</p>
      <h3>{words.examplesTitle}</h3>
      <ul>
        {words.examples.map((example) => (
          <li key={example.title}>
            <button type="button" class="example" onClick={() => onPick(example.text)}>
              <strong>{example.title}</strong>
              <span>{example.text.endsWith(' ') ? `${example.text.trim()} …` : example.text}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
