import { describe, expect, it } from '@jest/globals';
import { summarizePlan } from '../../tools/plan-summary/summary';
import { expectLoud, held, loudIn, own, createRow, type Planned, type Row, whys } from './support/plan-rows';

/** New resources that open something, or lack what guards them. */
const provider = (url: string, loud: RegExp | undefined): Row =>
  createRow('aws_iam_openid_connect_provider', { url, client_id_list: ['sts.amazonaws.com'] }, loud);
const page = (origin: object, loud: RegExp | undefined, viewer_protocol_policy = 'https-only'): Row =>
  createRow(
    'aws_cloudfront_distribution',
    { origin: [origin], default_cache_behavior: [{ viewer_protocol_policy, compress: true }] },
    loud,
  );
const file = (source: string, loud: RegExp | undefined): Row =>
  createRow('aws_s3_object', { key: 'x', source }, loud);
const arn = `arn:aws:iam::${own}:policy/ci/x`;

describe('a new resource', () => {
  it.each<Row>([
    provider('https://evil.example', /another issuer than GitHub: https:\/\/evil\.example/),
    provider('https://token.actions.githubusercontent.com.evil.example', /another issuer/),
    provider('https://token.actions.githubusercontent.com', undefined),
    page(
      { domain_name: 'evil.example', custom_origin_config: [{ http_port: 80 }] },
      /evil\.example, not from/,
    ),
    page({ custom_origin_config: [{ http_port: 80 }] }, /known only after the apply, not from a bucket/),
    page({ domain_name: 'evil.example', custom_origin_config: [] }, /evil\.example, not from/),
    page({ origin_id: 'files', custom_origin_config: [] }, undefined),
    page({ origin_id: 'files' }, /the page is served without TLS/, 'allow-all'),
    file('/etc/passwd', /not of the build: \/etc\/passwd/),
    file('assets/../../secrets', /not of the build/),
    file('../assets/x', /not of the build/),
    file('assets/main-js-file/8088B8FD/main..x.js', undefined),
    createRow('aws_s3_object', { key: 'x', content: '<html>' }, undefined),
    createRow('aws_cloudwatch_metric_alarm', { actions_enabled: false }, /the new alarm does is turned off/),
    createRow('aws_cloudwatch_metric_alarm', { actions_enabled: true }, undefined),
    createRow('aws_iam_role_policy_attachment', { role: 'r' }, /policy is attached is known only after/, {
      policy_arn: true,
    }),
    createRow('aws_iam_role_policy_attachment', { role: 'r', policy_arn: arn }, /is attached: arn:aws:iam/),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });

  it('of a file whose source leaves the build', () => {
    const change = (source: string): readonly string[] =>
      whys([
        '',
        'aws_s3_object',
        'update',
        { key: 'x', source: 'assets/a' },
        { key: 'x', source },
        undefined,
      ]);
    expect(change('assets/b')).toEqual([]);
    expect(change('/root/.aws/credentials')).toEqual([
      'a file is uploaded that is not of the build: /root/.aws/credentials',
    ]);
  });
});

describe('a new record', () => {
  const record = (after: object, unknown: object = {}): Planned => ({
    type: 'aws_route53_record',
    after: { type: 'A', alias: [{}], ...after },
    unknown: { alias: [{ name: true }], ...unknown },
  });
  const domain: Planned = {
    type: 'aws_apigatewayv2_domain_name',
    after: { domain_name: 'api.our.gg' },
    is: 'no-op',
  };
  const site: Planned = {
    type: 'aws_cloudfront_distribution',
    after: { aliases: ['play.our.gg'] },
    is: 'no-op',
  };

  it('is quiet for the names of the environment, and for the proof of a certificate', () => {
    expect(
      loudIn(
        ...[domain, site, record({ name: 'api.our.gg' }), record({ name: 'play.our.gg.' })],
        ...[record({ name: '_3f.other.gg', type: 'CNAME', records: ['_a.acm-validations.aws.'], alias: [] })],
        ...[record({}, { name: true, records: true })],
      ),
    ).toEqual([]);
  });

  it('is loud for another name, and where it leads elsewhere', () => {
    expect(loudIn(domain, record({ name: 'www.our.gg' }))).toEqual([
      'aws_route53_record.r1 a new record is for www.our.gg, which the API and the page do not have',
    ]);
    expect(loudIn(domain, record({ name: 'api.our.gg', records: ['6.6.6.6'] }))).toEqual([
      'aws_route53_record.r1 a new record leads to 6.6.6.6, and to nothing of the stack',
    ]);
  });
});

describe('a new table', () => {
  const table = (deletion_protection_enabled: boolean, is: 'create' | 'no-op' = 'create'): Planned => ({
    type: 'aws_dynamodb_table',
    after: { deletion_protection_enabled },
    is,
  });

  it('is loud without the deletion protection that others have', () => {
    expect(loudIn(table(true, 'no-op'), table(false))).toEqual([
      'aws_dynamodb_table.r1 a new table has no deletion protection, which other tables of the stack have',
    ]);
    expect(loudIn(table(true, 'no-op'), table(true))).toEqual([]);
    expect(loudIn(table(false), table(false, 'no-op'))).toEqual([]);
  });
});

describe('a plan', () => {
  const loud = (more: object): readonly string[] =>
    summarizePlan('dev-x', JSON.stringify({ format_version: '1.2', ...more })).loud.map(({ why }) => why);

  it('is loud when it is incomplete', () => {
    const words = ['it is incomplete: what it leaves to a later plan is not reviewed'];
    expect(loud({ complete: false })).toEqual(words);
    expect(loud({ deferred_changes: [{ reason: 'provider_config_unknown' }] })).toEqual(words);
    expect(loud({ complete: true })).toEqual([]);
    expect(loud({ complete: false, errored: true })).toEqual([expect.stringContaining('ended in an error')]);
  });

  it('is quiet about an argument that may hold a secret, and holds none', () => {
    const certificate = (private_key: string | null): readonly string[] =>
      loud({
        configuration: { provider_config: { aws: held } },
        resource_changes: [
          {
            ...{ address: 'aws_cloudfront_distribution.x', mode: 'managed', name: 'x' },
            type: 'aws_cloudfront_distribution',
            change: { actions: ['no-op'], before: { aliases: ['a.gg'] }, after: { aliases: ['a.gg'] } },
          },
          {
            ...{ address: 'aws_acm_certificate.x', mode: 'managed', type: 'aws_acm_certificate', name: 'x' },
            change: {
              actions: ['create'],
              before: null,
              after: { domain_name: 'a.gg', private_key },
              after_sensitive: { private_key: true },
            },
          },
        ],
      });
    expect(certificate(null)).toEqual([]);
    expect(certificate('PEM')).toEqual([expect.stringContaining('private_key is marked as sensitive')]);
  });
});
