import { XMLParser } from 'fast-xml-parser';
import type { Json } from '../../automation/definition.ts';
import { type ActionContext, ActionError } from '../define.ts';
import { isObject, textOf } from '../inbound.ts';
import { actionErrorOf, refusal } from '../provider.ts';
import { toolsOf } from '../tools.ts';

const MOST = 50;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
});

/** Reads the newest items of an RSS, RDF or Atom feed. */
export async function readFeed(params: { url: string; limit?: number | undefined }, context: ActionContext) {
  const answer = await toolsOf(context)
    .outbound.send({
      url: params.url,
      headers: { accept: 'application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5' },
      maxBytes: 3_000_000,
      signal: context.signal,
    })
    .catch((error: unknown) => {
      throw actionErrorOf(error, 'The feed', false);
    });
  if (answer.status !== 200) throw refusal(answer, 'The feed', false, new Date(context.now));
  const limit = Math.min(Math.max(Math.trunc(params.limit ?? 10), 1), MOST);
  const feed = feedOf(answer.body.toString('utf8'));
  const items = feed.items.slice(0, limit);
  const text = items.map((item) => `${item.title} (${item.link})`).join('\n');
  return { items, text, title: feed.title };
}

/** Throws ActionError for what is no feed, and for documents that define entities of their own. */
export function feedOf(xml: string): {
  title: string;
  items: { title: string; link: string; published: string; summary: string }[];
} {
  const root = /<!ENTITY/i.test(xml) ? null : parse(xml);
  const rdf = child(root, 'rdf:RDF');
  const channel = child(child(root, 'rss'), 'channel') ?? child(rdf, 'channel');
  const atom = child(root, 'feed');
  const feed = channel ?? atom;
  if (!feed) throw new ActionError('That address does not hold a feed.', { outcome: 'not_done', retryable: false });
  const entries = [feed.item, rdf?.item, feed.entry].find((list) => list !== undefined);
  const items = (Array.isArray(entries) ? entries : [entries]).filter(isObject).map((entry) => ({
    title: words(entry.title).slice(0, 300),
    link: linkOf(entry.link),
    published: words(entry.pubDate ?? entry.published ?? entry.updated ?? entry['dc:date']),
    summary: words(entry.description ?? entry.summary)
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 500),
  }));
  return { title: words(feed.title) || 'Feed', items };
}

function parse(xml: string): { [key: string]: Json } | null {
  try {
    return parser.parse(xml) as { [key: string]: Json };
  } catch {
    return null;
  }
}

function child(node: { [key: string]: Json } | null | undefined, name: string) {
  const found = node?.[name];
  return isObject(found) ? found : null;
}

function words(value: Json | undefined): string {
  return textOf(isObject(value) ? value['#'] : Array.isArray(value) ? value[0] : value) ?? '';
}

/** RSS writes an address, Atom one or several elements with `href`. */
function linkOf(value: Json | undefined): string {
  const links = Array.isArray(value) ? value : [value];
  const page = links.find((link) => isObject(link) && (link['@rel'] ?? 'alternate') === 'alternate') ?? links[0];
  return (isObject(page) ? textOf(page['@href']) : textOf(page)) ?? '';
}
