import type { Json } from '../../automation/definition.ts';
import { type ActionContext, ActionError } from '../define.ts';
import { isObject, textOf } from '../inbound.ts';
import { callProvider } from '../provider.ts';
import { toolsOf } from '../tools.ts';

const MOST = 20;

/**
 * Searches through any JSON search API: `GET {api_url}?q=…&count=…` with the key as a bearer token and X-API-Key. Results
 * are read from `results`, `items`, `organic` or `web.results`, each with title, url (or link) and snippet (or description).
 */
export async function searchInfo(params: { query: string; count?: number | undefined }, context: ActionContext) {
  const tools = toolsOf(context);
  const { api_url: given, api_key: key = '' } = context.connection.fields;
  const base = given ?? tools.settings.searchUrl;
  if (!base)
    throw new ActionError('No search service is set up (SEARCH_API_URL).', { outcome: 'not_done', retryable: false });
  const count = Math.min(Math.max(Math.trunc(params.count ?? 5), 1), MOST);
  if (!URL.canParse(base))
    throw new ActionError('The search address is none.', { outcome: 'not_done', retryable: false });
  const url = new URL(base);
  url.searchParams.set('q', params.query.slice(0, 500));
  url.searchParams.set('count', String(count));
  const answer = await callProvider(
    tools.provider,
    {
      url: url.href,
      headers: { accept: 'application/json', authorization: `Bearer ${key}`, 'x-api-key': key },
      timeoutMs: 15_000,
      maxBytes: 2_000_000,
      signal: context.signal,
    },
    { name: 'The search service', effect: false, now: context.now },
  );
  const results = listOf(answer).slice(0, count).map(resultOf);
  const text = results.map((result, at) => `${at + 1}. ${result.title} (${result.url})`).join('\n');
  return { results, text: text === '' ? `Nothing was found for “${params.query}”.` : text };
}

function listOf(answer: { [key: string]: Json }): { [key: string]: Json }[] {
  const web = isObject(answer.web) ? answer.web.results : undefined;
  const list = [answer.results, answer.items, answer.organic, web].find(Array.isArray) ?? [];
  return list.filter(isObject);
}

function resultOf(entry: { [key: string]: Json }) {
  const url = textOf(entry.url) ?? textOf(entry.link) ?? '';
  const snippet = textOf(entry.snippet) ?? textOf(entry.description) ?? textOf(entry.content) ?? '';
  return { title: (textOf(entry.title) ?? url).slice(0, 300), url, snippet: snippet.slice(0, 1000) };
}
