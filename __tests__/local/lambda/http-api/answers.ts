import { describe, expect, it } from '@jest/globals';
import { lambda } from './gateway';

export function answers(): void {
  describe('the answer of a function', () => {
    const answer = (kind: string) => fetch(`${lambda.url}/answers/${kind}`);

    it('has headers, cookies and binary bodies', async () => {
      const cookies = await answer('cookies');
      expect([
        cookies.status,
        cookies.headers.get('x-one'),
        cookies.headers.getSetCookie(),
        await cookies.text(),
      ]).toEqual([201, 'a', ['a=1', 'b=2; Path=/'], '<p>']);
      expect(cookies.headers.get('apigw-requestid')).toBeTruthy();
      const binary = await answer('binary');
      expect(Buffer.from(await binary.arrayBuffer()).toString('hex')).toBe('89504e47');
      expect((await answer('empty')).status).toBe(204);
    });

    it('is inferred when there is no status code', async () => {
      const inferred = await answer('inferred');
      expect([inferred.status, inferred.headers.get('content-type'), await inferred.json()]).toEqual([
        200,
        'application/json',
        { hello: 'world' },
      ]);
      expect(await (await answer('text')).text()).toBe('just text');
    });

    it.each(['throws', 'exits', 'crashes', 'hangs', 'spins', 'huge', 'malformed'])(
      'is 500 when the function %s, and the next request is served',
      async (kind) => {
        const failed = await answer(kind);
        expect(failed.status).toBe(500);
        expect(await failed.json()).toMatchObject({
          code: 'internal-error',
          message: 'Internal Server Error',
        });
        expect((await answer('text')).status).toBe(200);
      },
    );
  });
}
