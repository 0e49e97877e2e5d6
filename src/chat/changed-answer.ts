import type { Prompt } from './prompts.ts';

/** What a gate's prompt keeps of what may be changed. */
export interface ChangeableHere {
  name: string;
  label: string;
}

/** A yes that changes something on the way: "yes, with amount 1500" as values by name; null for anything else. */
export function changedAnswer(prompt: Prompt, text: string): Record<string, string> | null {
  const all = (prompt.detail.changeable ?? []) as ChangeableHere[];
  if (all.length === 0 || text.length > 300) return null;
  const match =
    /^\s*(?:yes|ok|okay|approve|approved|go ahead|pay it|pay)\b[\s,:]*(?:but|with|and)?\s*(?:the\s+)?(.+)$/is.exec(
      text,
    );
  const rest = match?.[1]?.trim();
  if (!rest) return null;
  for (const { name, label } of all) {
    for (const word of [label, name, name.replace(/_/g, ' ')]) {
      if (!rest.toLowerCase().startsWith(`${word.toLowerCase()} `)) continue;
      const value = rest
        .slice(word.length)
        .replace(/^\s*(?:to|of|is|=|:)\s*/i, '')
        .trim();
      if (value) return { [name]: value };
    }
  }
  return null;
}
