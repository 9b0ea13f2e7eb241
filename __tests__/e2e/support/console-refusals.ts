import { expect } from '@jest/globals';

interface Refusal {
  readonly method?: string;
  readonly path: string;
  readonly body?: string;
  readonly status: number;
  readonly says: string;
  readonly allow?: string;
}

const refusals: readonly Refusal[] = [
  { path: '/nowhere', status: 404, says: 'Nothing is at /console/api/nowhere.' },
  { path: '/matches/%E0', status: 400, says: 'A % of the address is not followed by' },
  { path: '/matches?from=x', status: 400, says: 'from is a whole number' },
  {
    method: 'DELETE',
    path: '/now',
    status: 405,
    says: 'answers GET and HEAD, not DELETE',
    allow: 'GET, HEAD',
  },
  { method: 'POST', path: '/now', status: 405, says: 'not POST', allow: 'GET, HEAD' },
  { path: '/fleet/deploy', status: 405, says: 'answers POST, not GET', allow: 'POST' },
  { method: 'POST', path: '/faults/flood', status: 404, says: 'Nothing is done at /faults/flood.' },
  { method: 'POST', path: '/lab/cases/%E0', status: 400, says: 'A % of the address is not followed by' },
  {
    method: 'POST',
    path: '/lab/rule-sets/duel',
    body: 'x'.repeat(11 * 1024 * 1024),
    status: 413,
    says: 'The body is larger than 10 MB.',
  },
];

/** The console refuses what is wrong with a request by a status of the caller and one sentence. */
export async function expectRefusals(api: string, authorization: string): Promise<void> {
  const headers = { authorization };
  for (const { method = 'GET', path, body, status, says, allow = null } of refusals) {
    const response = await fetch(`${api}/console/api${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    expect([path, response.status, response.headers.get('allow')]).toEqual([path, status, allow]);
    expect(await response.json()).toMatchObject({ says: expect.stringContaining(says) });
  }
  const leaderboards: readonly { board: string }[] = await (
    await fetch(`${api}/console/api/boards`, { headers })
  ).json();
  for (const { board: leaderboard } of leaderboards.slice(0, 1)) {
    const page = await fetch(`${api}/console/api/boards/${leaderboard}?cursor=xx`, { headers });
    expect([page.status, await page.json()]).toEqual([400, { says: 'the cursor is not one of this list' }]);
  }
  const posted = await fetch(`${api}/console/`, { method: 'POST', headers });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  expect((await fetch(`${api}/console/api/now`, { method: 'HEAD', headers })).status).toBe(200);
}
