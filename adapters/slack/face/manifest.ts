import type { webApi } from '@slack/bolt';
import { parseDocument } from 'yaml';

type Manifest = webApi.AppsManifestCreateArguments['manifest'];

/** How Slack reaches the app: by calling an address, or through a connection the app opens itself. */
export type Reach = { url: string } | { socket: true };

/** Longest name Slack gives an app. */
const NAME = 35;

/**
 * The manifest filled in, as YAML: `template` is `manifest.yaml`. Throws with one sentence where the address or the name
 * is none Slack takes.
 */
export function filledManifest(template: string, reach: Reach, name?: string): string {
  // What the file says of itself is not for Slack.
  const document = parseDocument(template.replace(/^(#.*\n)+/, ''));
  if ('socket' in reach) {
    document.deleteIn(['features', 'slash_commands', 0, 'url']);
    document.deleteIn(['settings', 'event_subscriptions', 'request_url']);
    document.deleteIn(['settings', 'interactivity', 'request_url']);
    document.setIn(['settings', 'socket_mode_enabled'], true);
  } else {
    const address = `${publicOrigin(reach.url)}/slack/events`;
    document.setIn(['features', 'slash_commands', 0, 'url'], address);
    document.setIn(['settings', 'event_subscriptions', 'request_url'], address);
    document.setIn(['settings', 'interactivity', 'request_url'], address);
  }
  if (name !== undefined) {
    const shown = name.trim();
    if (shown === '' || shown.length > NAME) throw new Error(`A Slack app's name has 1 to ${NAME} characters.`);
    document.setIn(['display_information', 'name'], shown);
    document.setIn(['features', 'bot_user', 'display_name'], handle(shown));
  }
  return document.toString({ lineWidth: 120 });
}

/** A manifest as Slack reads it. */
export const readManifest = (yaml: string): Manifest => parseDocument(yaml).toJS() as Manifest;

/** Slack's page that makes an app of a manifest with two clicks. */
export const installLink = (yaml: string): string =>
  `https://api.slack.com/apps?new_app=1&manifest_json=${encodeURIComponent(JSON.stringify(readManifest(yaml)))}`;

/** The address without a slash at its end. Slack calls https only. */
function publicOrigin(url: string): string {
  const address = url.includes('://') ? url : `https://${url}`;
  if (!URL.canParse(address)) throw new Error(`“${url}” is no web address; give one as https://nod.example.com`);
  const { protocol, origin, pathname } = new URL(address);
  if (protocol !== 'https:') {
    throw new Error(`Slack calls https addresses only, and this is ${url}. Without one, use --socket.`);
  }
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

/** What people type after the @. */
const handle = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '') || 'nod';
