import { describe, expect, test } from '@jest/globals';
import { TextResponse, textRequest } from '../../sim/lambda/fetch';

/** The visible fields of a response before its body is read. */
function seen({ status, statusText, ok, bodyUsed, headers }: Response) {
  return { status, statusText, ok, bodyUsed, headers: [...headers] };
}

/** Errors of Node are not of the test's realm, and their words differ between versions. */
const outcome = (read: () => Promise<unknown>): Promise<unknown> =>
  Promise.resolve()
    .then(read)
    .catch(() => 'rejected');

const inits: ReadonlyArray<readonly [BodyInit | null | undefined, ResponseInit | undefined]> = [
  [undefined, undefined],
  [null, { status: 204 }],
  ['', undefined],
  ['{"a":[1,"é"]}', { status: 201, statusText: 'made', headers: { 'content-type': 'application/json' } }],
  ['no JSON', { status: 404, headers: [['retry-after', '2']] }],
  [new Uint8Array([91, 93]), { headers: new Headers({ etag: '"x"' }) }],
];
const readers: Readonly<Record<string, (response: Response) => Promise<unknown>>> = {
  text: (response) => response.text(),
  json: (response) => response.json(),
  bytes: async (response) => [...new Uint8Array(await response.arrayBuffer())],
  blob: async (response) => (await response.blob()).text(),
  'text of a clone': (response) => response.clone().text(),
  'text of its body': (response) => new Response(response.body, response).text(),
};

describe.each(inits)('a response of %p and %p', (body, init) => {
  test.each(Object.entries(readers))('reads as one of Node: %s', async (_name, read) => {
    const [ours, nodes] = [new TextResponse(body, init), new Response(body, init)];
    expect(ours).toBeInstanceOf(Response);
    expect(seen(ours)).toEqual(seen(nodes));
    expect(await outcome(() => read(ours))).toEqual(await outcome(() => read(nodes)));
    expect(seen(ours)).toEqual(seen(nodes));
    for (const again of Object.values(readers)) {
      const [one, other] = [new TextResponse(body, init), new Response(body, init)];
      expect(await outcome(() => read(one))).toEqual(await outcome(() => read(other)));
      expect(await outcome(() => again(one))).toEqual(await outcome(() => again(other)));
    }
  });
});

const requests = [
  { method: 'GET', headers: { accept: 'application/json', authorization: 'Bearer a~b~1' } },
  { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"rounds":3}' },
  { method: 'POST', headers: {}, body: '' },
  { method: 'DELETE', headers: {} },
] as const;

test.each(requests)('a request is what Node makes of it: %j', async (init) => {
  const url = 'http://api.sim/v1/tickets?after=2&name=%C3%A9';
  const [ours, nodes] = [textRequest(url, init), new Request(url, init)];
  expect(ours).toBeInstanceOf(Request);
  expect([ours.method, ours.url]).toEqual([nodes.method, nodes.url]);
  for (const name of [...Object.keys(init.headers), 'Accept', 'cookie'])
    expect(ours.headers.get(name)).toBe(nodes.headers.get(name));
  expect(await ours.text()).toBe(await nodes.text());
  expect(await outcome(() => ours.text())).toEqual(await outcome(() => nodes.text()));
});
