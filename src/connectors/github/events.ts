import { z } from 'zod';
import type { EventSpec } from '../define.ts';
import { list, number, person, text, title, url } from '../params.ts';

const common = {
  repository: text('the repository', { spoken: ['repo', 'repository', 'repo name'] }),
  author: person('who did it', {
    spoken: ['author', 'user', 'username', 'who', 'reporter', 'person', 'name', 'committer'],
  }),
  url: url('the link', { spoken: ['link', 'url'] }),
};

const issue = z.object({
  title: title('the title', {
    spoken: ['title', 'issue title', 'issue name', 'pr title', 'name of the issue', 'subject'],
    main: true,
  }),
  body: text('the text', { spoken: ['body', 'text', 'description', 'issue body', 'content'] }),
  number: number('the number', { spoken: ['number', 'issue number', 'pr number'] }),
  labels: list('the labels', { spoken: ['labels', 'label'] }),
  ...common,
});

const sample = {
  title: 'Sample issue',
  body: 'Something to look at',
  number: 12,
  labels: ['bug'],
  repository: 'acme/api',
  author: 'amina',
  url: 'https://github.example/acme/api/issues/12',
};

/** What GitHub sends, named as its own webhooks: event and action joined by a dot. */
export const githubEvents: EventSpec[] = [
  {
    event: 'issues.opened',
    title: 'an issue is opened',
    phrases: [
      'issue … opened|created|filed|raised|reported|comes',
      'opens|files|creates|raises|reports … issue|bug',
      'new … issue|issues',
      'get|receive … issue',
      'issue … in … github',
    ],
    data: issue,
    sample,
  },
  {
    event: 'issues.closed',
    title: 'an issue is closed',
    phrases: ['issue … closed|resolved', 'closes|resolves … issue'],
    data: issue,
    sample,
  },
  {
    event: 'pull_request.opened',
    title: 'a pull request is opened',
    phrases: [
      'pull request … opened|created|raised|submitted',
      'pr … opened|created|raised|submitted',
      'opens|creates|submits|raises … pull request',
      'opens|creates|submits|raises … pr',
      'new … pull request|requests',
      'new … pr|prs',
      'pull request … comes',
      'pr … comes',
    ],
    data: issue,
    sample: { ...sample, title: 'Sample pull request' },
  },
  {
    event: 'pull_request.closed',
    title: 'a pull request is closed or merged',
    phrases: [
      'pull request … merged|closed',
      'pr … merged|closed',
      'merges|closes … pull request',
      'merges|closes … pr',
    ],
    data: issue,
    sample: { ...sample, title: 'Sample pull request' },
  },
  {
    event: 'push',
    title: 'something is pushed',
    phrases: [
      'pushes|push|pushed',
      'new … commit|commits|push',
      'commits … to',
      'commit … pushed|made|lands',
      'code … pushed',
    ],
    data: z.object({
      branch: text('the branch', { spoken: ['branch', 'branch name'] }),
      message: text('the commit message', { spoken: ['commit message', 'message', 'commit'], main: true }),
      commits: list('the commits', { spoken: ['commits'] }),
      ...common,
    }),
    sample: {
      branch: 'main',
      message: 'Sample commit',
      commits: [],
      repository: 'acme/api',
      author: 'amina',
      url: 'https://github.example/acme/api/commit/1',
    },
  },
  {
    event: 'release.published',
    title: 'a release is published',
    phrases: [
      'release … published|created|out|made',
      'publishes|publish … release',
      'new … release',
      'releases … version',
    ],
    data: z.object({
      title: title('the title', { spoken: ['title', 'release name', 'name'], main: true }),
      tag: text('the tag', { spoken: ['tag', 'version', 'version number'] }),
      body: text('the notes', { spoken: ['notes', 'release notes', 'body', 'changelog'] }),
      ...common,
    }),
    sample: {
      title: 'Version 1.0',
      tag: 'v1.0.0',
      body: 'First release',
      repository: 'acme/api',
      author: 'amina',
      url: 'https://github.example/acme/api/releases/1',
    },
  },
];
