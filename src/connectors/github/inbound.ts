import type { Json } from '../../automation/definition.ts';
import type { InboundSpec } from '../define.ts';
import { isObject, textOf, verifySignature } from '../inbound.ts';

/** GitHub's webhooks: `X-Hub-Signature-256: sha256=<hex>` over the raw body. */
export const githubInbound: InboundSpec = {
  verify(request, fields) {
    const header = request.headers['x-hub-signature-256'];
    return (
      header?.startsWith('sha256=') === true && verifySignature(request.rawBody, header, fields.webhook_secret ?? '')
    );
  },

  normalise(json) {
    if (!isObject(json) || !isObject(json.repository)) return null;
    const action = textOf(json.action);
    if (isObject(json.comment)) return event(`issue_comment.${action}`, json, json.comment);
    if (isObject(json.issue)) return event(`issues.${action}`, json, json.issue);
    if (isObject(json.pull_request)) return event(`pull_request.${action}`, json, json.pull_request);
    if (isObject(json.release)) return event(`release.${action}`, json, json.release);
    if (Array.isArray(json.commits) && textOf(json.ref) !== null) return push(json);
    return null;
  },
};

type Body = { [key: string]: Json };

function event(name: string, json: Body, subject: Body) {
  return { event: name, data: { ...common(json), ...of(subject) } };
}

function push(json: Body) {
  const head = isObject(json.head_commit) ? json.head_commit : {};
  const message = textOf(head.message);
  return {
    event: 'push',
    data: {
      ...common(json),
      branch: textOf(json.ref)?.replace('refs/heads/', '') ?? null,
      message,
      url: textOf(json.compare),
      commits: json.commits ?? [],
    },
  };
}

function common(json: Body): Body {
  const repository = isObject(json.repository) ? json.repository : {};
  const sender = isObject(json.sender) ? json.sender : {};
  return { repository: textOf(repository.full_name), author: textOf(sender.login), action: textOf(json.action) };
}

function of(subject: Body): Body {
  const user = isObject(subject.user) ? subject.user : isObject(subject.author) ? subject.author : {};
  return {
    number: subject.number ?? null,
    title: textOf(subject.title) ?? textOf(subject.name),
    body: textOf(subject.body),
    url: textOf(subject.html_url),
    labels: Array.isArray(subject.labels) ? subject.labels.filter(isObject).map((label) => textOf(label.name)) : [],
    tag: textOf(subject.tag_name),
    merged: subject.merged === true,
    state: textOf(subject.state),
    author: textOf(user.login),
  };
}
