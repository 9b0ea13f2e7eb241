import { describe, expect, it } from '@jest/globals';
import { reviewOf } from '../../tools/rehearse/review';
import { entry } from './support/crafted-plans';
import { held, own } from './support/plan-rows';

const type = 'aws_cloudfront_distribution';
/** The review of a distribution that stays as it is, and what it reports. */
function reviewed(arn: string) {
  const reported: { differs: string[]; failed: string[] } = { differs: [], failed: [] };
  const distribution = { arn, aliases: [] };
  const { loud } = reviewOf(
    'dev-site',
    JSON.stringify({
      format_version: '1.2',
      resource_changes: [entry({ type, actions: ['no-op'], before: distribution, after: distribution })],
      configuration: {
        provider_config: { aws: held },
        root_module: {
          resources: [{ address: `${type}.x`, mode: 'managed', type, provider_config_key: 'aws' }],
        },
      },
    }),
    {
      addDifferences: (lines) => void reported.differs.push(...lines),
      addFailure: (line) => void reported.failed.push(line),
    },
  );
  return { loud: loud.map(({ address }) => address), ...reported };
}

describe('the review of a rehearsed plan', () => {
  it('has the ARNs that AWS gives distributions, and says that the emulator gives others', () => {
    expect(reviewed(`arn:aws:cloudfront::${own}:distribution/E1`)).toEqual({
      loud: [],
      differs: [],
      failed: [],
    });
    const { differs, ...others } = reviewed(`arn:aws:cloudfront:${own}:distribution/E1`);
    expect(others).toEqual({ loud: [], failed: [] });
    expect(differs).toEqual([expect.stringContaining('without the colon of the empty Region')]);
  });

  it('fails the rehearsal where it says that a provider works in another account', () => {
    for (const arn of ['arn:aws:cloudfront::999999999999:', 'arn:aws:cloudfront:999999999999:']) {
      const { loud, failed } = reviewed(`${arn}distribution/E1`);
      expect(loud).toContain('provider aws');
      expect(failed).toEqual([
        expect.stringMatching(/^dev-site: the review says of provider aws: .*999999999999/),
      ]);
    }
  });
});
