import { describe, expect, it } from '@jest/globals';
import { caller } from './protocol-caller';

export function pages(): void {
  describe('pages of the web', () => {
    it('reach neither the API, nor CloudFormation, nor the local API', async () => {
      const { url } = caller.gamelift;
      const origin = { origin: 'https://evil.example' };
      const form = { ...origin, 'content-type': 'application/x-www-form-urlencoded' };
      for (const answer of [
        await fetch(url, { method: 'POST', headers: form, body: 'Action=DeleteStack&StackName=all' }),
        await fetch(url, {
          method: 'POST',
          headers: { ...origin, 'x-amz-target': 'GameLift.ListFleets' },
          body: '{}',
        }),
        await fetch(`${url}/_local/state`, { headers: { 'sec-fetch-site': 'cross-site' } }),
      ])
        expect(answer.status).toBe(403);
    });
  });
}
