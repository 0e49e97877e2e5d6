import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, first of all: nothing waits for one of them at the end. Then the rest, then what is over at once. */
const LONG = [
  /story-killed|web-killed/,
  /faults\//,
  /services\/start|cli\/slack-only/,
  /whatsapp-session\/(log-in|trouble|changed)/,
  /story|stories\//,
  /e2e\//,
  /fakes\/whatsapp-web\/(session|ends|keys)/,
  /(loop|house)\.test/,
];

const rank = (file: TestSpecification): number => {
  if (file.project.name === 'pure') return LONG.length + 1;
  const at = LONG.findIndex((pattern) => pattern.test(file.moduleId));
  return at < 0 ? LONG.length : at;
};

export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
