import type { Json } from '../../automation/definition.ts';

/** What a question of a run asks for, and which kinds of parameters its answer fits. */
export function thingAsked(params: Record<string, Json>): { name: string; kinds: string[] } | null {
  const { question, kind } = params;
  if (typeof question !== 'string') return null;
  const found = /^(?:What is (?:the )?(.+)|(?:Which|What) ([\p{L}-]+)\b.*)\?$/iu.exec(question);
  const name = (found?.[1] ?? found?.[2] ?? '').toLowerCase().trim();
  if (!name) return null;
  if (kind === 'number') return { name, kinds: ['money', 'number'] };
  if (kind === 'date') return { name, kinds: ['date', 'datetime'] };
  return kind === 'file' ? null : { name, kinds: ['text', 'title', 'email', 'phone', 'name', 'person', 'id', 'url'] };
}
