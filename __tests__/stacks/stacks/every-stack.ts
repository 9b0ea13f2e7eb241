import { describe, expect, it } from '@jest/globals';
import { homeRegions } from '../../../config';
import { environmentNames, environmentOf } from '../../games';
import { synthesize } from '../support/synthesis';
import { folder, synthesis } from './synthesis';

export function everyStack(): void {
  describe('every stack', () => {
    it('that may have resources in other Regions keeps their providers, to delete what is removed', () => {
      const aliases = (stack: string): readonly unknown[] =>
        (synthesis.stacks.get(stack)?.json.provider['aws'] ?? []).flatMap(({ alias }) => alias ?? []);
      const further = homeRegions.filter((region) => region !== environmentOf('dev').region);
      for (const part of ['realtime', 'operations'])
        expect([...aliases(`dev-${part}`)].sort()).toEqual([...further].sort());
      // dev has no domain: the certificate of a removed one is in CloudFront's Region.
      expect(aliases('dev-site')).toEqual(['us-east-1']);
      expect(aliases('dev-data')).toEqual([]);
    });

    it('exists once for each environment, and resolves all its tokens', () => {
      expect([...synthesis.stacks.keys()].sort()).toEqual(
        environmentNames
          .flatMap((name) =>
            [
              'api',
              'data',
              'delivery',
              'matchmaking',
              'operations',
              'realtime',
              'state',
              ...(environmentOf(name).site === undefined ? [] : ['pages', 'site']),
            ].map((part) => `${name}-${part}`),
          )
          .sort(),
      );
      for (const [name, { text }] of synthesis.stacks) {
        expect({ name, tokens: /TOKEN\[|undefined|NaN|\[object Object\]/.exec(text)?.[0] }).toEqual({
          name,
          tokens: undefined,
        });
      }
    });

    it("keeps its state in S3 under S3's own lock, as does every stack that reads it", () => {
      for (const [name, { json, text }] of synthesis.stacks) {
        const [env = '', part = ''] = [name.slice(0, name.indexOf('-')), name.slice(name.indexOf('-') + 1)];
        expect(json.terraform).toMatchObject({
          required_version: '>= 1.11.0',
          backend: {
            s3: {
              bucket: `turnlift-${env}-state-${env === 'prod' ? '444455556666' : '111122223333'}`,
              key: `${part}.tfstate`,
              encrypt: true,
              use_lockfile: true,
            },
          },
        });
        for (const remote of Object.values(json.data['terraform_remote_state'] ?? {}))
          expect(remote).toMatchObject({ backend: 's3', config: { use_lockfile: true, encrypt: true } });
        expect(text).toContain('"allowed_account_ids"');
      }
    });

    it('is synthesized to the same bytes again', () => {
      const before = new Map([...synthesis.stacks].map(([name, { text }]) => [name, text]));
      const again = synthesize(folder);
      for (const [name, { text }] of again.stacks) expect(text === before.get(name)).toBe(true);
    });

    it('reads the state of another only for values that AWS generates', () => {
      const reads = [...synthesis.stacks].flatMap(([name, { json }]) =>
        Object.keys(json.data['terraform_remote_state'] ?? {}).map((other) => `${name} ← ${other}`),
      );
      expect(
        reads
          .filter((read) => read.startsWith('dev'))
          .map((read) => read.replace('cross-stack-reference-input-', ''))
          .sort(),
      ).toEqual([
        'dev-api ← dev-data',
        'dev-api ← dev-site',
        'dev-matchmaking ← dev-realtime',
        'dev-operations ← dev-api',
        'dev-operations ← dev-realtime',
        'dev-pages ← dev-api',
      ]);
    });
  });
}
