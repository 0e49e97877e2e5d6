import { answerJson, type FakeServer, listen } from '../server.ts';

export interface FakeSearch extends FakeServer {
  queries: { q: string; count: string }[];
}

/** A JSON search API: a key as bearer token, `q` and `count`, at most ten results. */
export async function startFakeSearch(key: string): Promise<FakeSearch> {
  const queries: { q: string; count: string }[] = [];
  const server = await listen((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    const q = url.searchParams.get('q') ?? '';
    const count = url.searchParams.get('count') ?? '10';
    if (request.headers.authorization !== `Bearer ${key}`) {
      answerJson(response, 401, { error: 'wrong key' });
    } else if (q === '' || !/^\d+$/.test(count)) {
      answerJson(response, 400, { error: 'q and count are needed' });
    } else {
      queries.push({ q, count });
      const results = Array.from({ length: Math.min(Number(count), q === 'nothing' ? 0 : 10) }, (_, at) => ({
        title: `${q} ${at + 1}`,
        url: `https://example.com/${at + 1}`,
        snippet: `What is known about ${q}.`,
      }));
      answerJson(response, 200, { results });
    }
  });
  return { ...server, queries };
}
