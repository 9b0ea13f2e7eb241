import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { App } from 'cdktf';
import { type EnvironmentConfig } from '../../config';
import { turnlift } from '../../stacks';
import { type StackFile, stackFile } from '../../tools/synthesized';
import { backend, environmentOf } from '../games';
import { only, parsedJson, projectFolder, resources, writePage } from './support/synthesis';
import { sharedStacks } from './support/shared-stacks';

const stacks = sharedStacks();
const folder = projectFolder();
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** One environment with changes, synthesized again. */
function synthesized(differs: Partial<EnvironmentConfig>): (part: string) => StackFile {
  const out = path.join(folder, 'cdktf.out');
  fs.rmSync(out, { recursive: true, force: true });
  turnlift(new App({ outdir: out }), folder, backend, [{ ...environmentOf('dev'), ...differs }]).synth();
  return (part) => stackFile(out, `dev-${part}`);
}
const headersOf = (stack: StackFile | undefined): Record<string, { readonly override: boolean }> =>
  Object(only(stack, 'aws_cloudfront_response_headers_policy')['security_headers_config']);
const policyIn = (stack: StackFile | undefined): string =>
  String(Object(headersOf(stack)['content_security_policy'])['content_security_policy']);

describe('the page to play on', () => {
  it('is in a bucket that only the distribution may read', () => {
    for (const [name, account] of [
      ['dev', '111122223333'],
      ['prod', '444455556666'],
    ] as const) {
      const site = stacks.get(`${name}-site`);
      expect(only(site, 'aws_s3_bucket_public_access_block')).toMatchObject({
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      });
      expect(parsedJson(only(site, 'aws_s3_bucket_policy')['policy'])).toMatchObject({
        Statement: [
          { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Action: ['s3:GetObject'],
            Resource: [`arn:aws:s3:::turnlift-${name}-site-${account}/*`],
            Condition: {
              StringEquals: {
                'aws:SourceArn': expect.stringMatching(
                  new RegExp(
                    `^arn:aws:cloudfront::${account}:distribution/\\$\\{aws_cloudfront_distribution`,
                  ),
                ),
              },
            },
          },
        ],
      });
      expect(only(site, 'aws_cloudfront_origin_access_control')).toMatchObject({
        origin_access_control_origin_type: 's3',
        signing_behavior: 'always',
      });
    }
  });

  it('is served by HTTPS with the security headers, cached for ever, except index.html', () => {
    const distribution = only(stacks.get('prod-site'), 'aws_cloudfront_distribution');
    const headers = expect.stringMatching(/aws_cloudfront_response_headers_policy/);
    expect(distribution).toMatchObject({
      aliases: ['play.example.com'],
      default_root_object: 'index.html',
      default_cache_behavior: {
        viewer_protocol_policy: 'redirect-to-https',
        allowed_methods: ['GET', 'HEAD'],
        cache_policy_id: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        response_headers_policy_id: headers,
      },
      ordered_cache_behavior: [
        {
          path_pattern: 'assets/*',
          viewer_protocol_policy: 'redirect-to-https',
          cache_policy_id: '658327ea-f89d-4fab-a63d-7e88639e58f6',
          response_headers_policy_id: headers,
        },
        {
          path_pattern: 'reference/assets/*',
          cache_policy_id: '658327ea-f89d-4fab-a63d-7e88639e58f6',
          response_headers_policy_id: headers,
        },
      ],
      viewer_certificate: { minimum_protocol_version: 'TLSv1.2_2021', ssl_support_method: 'sni-only' },
    });
    for (const header of Object.values(headersOf(stacks.get('prod-site'))))
      expect(header.override).toBe(true);
    expect(Object.keys(headersOf(stacks.get('prod-site'))).sort()).toEqual([
      'content_security_policy',
      'content_type_options',
      'frame_options',
      'referrer_policy',
      'strict_transport_security',
    ]);
  });

  it('connects to its API and to fleets, and is never framed', () => {
    const rest = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      'img-src data:',
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ];
    const parts = (policy: string): readonly string[] => policy.split('; ');
    expect([...parts(policyIn(stacks.get('dev-site')))].sort()).toEqual(
      [
        ...rest,
        'connect-src https://*.execute-api.eu-west-1.amazonaws.com wss://*.amazongamelift.com:*',
      ].sort(),
    );
    const index = String(resources(stacks.get('dev-pages'), 'aws_s3_object')['index']?.['content']);
    const [, own = ''] = /http-equiv="content-security-policy" content="([^"]*)"/.exec(index) ?? [];
    const [, api = ''] = /<meta name="turnlift-api" content="([^"]*)" \/>/.exec(index) ?? [];
    expect(api).toMatch(/^\$\{data\.terraform_remote_state\..*dev-api\.outputs\./);
    expect([...parts(own)].sort()).toEqual(
      [
        ...rest.filter((part) => !part.startsWith('frame')),
        `connect-src ${api} wss://*.amazongamelift.com:*`,
      ].sort(),
    );
    const named = synthesized({
      api: {
        ...environmentOf('dev').api,
        domain: { dns: 'route53', name: 'api.our-game.gg', hostedZoneId: 'Z0123456789ABC' },
      },
    });
    expect(policyIn(named('site'))).toContain('connect-src https://api.our-game.gg wss:');
    expect(String(resources(named('pages'), 'aws_s3_object')['index']?.['content'])).toContain(
      '<meta name="turnlift-api" content="https://api.our-game.gg" />',
    );
  });

  it('is the only origin that the API admits, besides those of the environment', () => {
    const originsOf = (stack: StackFile | undefined): readonly unknown[] =>
      Object.values(resources(stack, 'aws_apigatewayv2_api')).map(
        (api) => Object(api['cors_configuration'])['allow_origins'],
      );
    for (const origins of originsOf(stacks.get('prod-api')))
      expect(origins).toEqual(['https://play.example.com']);
    for (const origins of originsOf(stacks.get('dev-api')))
      expect(origins).toEqual([
        expect.stringMatching(/^https:\/\/\$\{data\.terraform_remote_state\..*dev-site\.outputs\./),
      ]);
    for (const origins of originsOf(stacks.get('staging-api'))) expect(origins).toEqual(['*']);
    expect(stacks.has('staging-site')).toBe(false);
  });

  it('has its certificate in us-east-1 and its records where the zone is in Route 53', () => {
    const site = synthesized({
      site: { domain: { dns: 'route53', name: 'play.our-game.gg', hostedZoneId: 'Z0123456789ABC' } },
    })('site');
    for (const type of ['aws_acm_certificate', 'aws_acm_certificate_validation'])
      expect(only(site, type)['provider']).toBe('aws.us-east-1');
    expect(site.json.provider['aws']).toContainEqual(
      expect.objectContaining({ alias: 'us-east-1', allowed_account_ids: ['111122223333'] }),
    );
    expect(Object.values(resources(site, 'aws_route53_record'))).toHaveLength(3);
    expect(only(site, 'aws_cloudfront_distribution')['aliases']).toEqual(['play.our-game.gg']);
    expect(stacks.get('prod-site')?.json.output['site-record']).toMatchObject({
      value: expect.stringMatching(/^play\.example\.com CNAME \$\{.*domain_name\} \(ALIAS/),
    });
  });
});

describe('the files of the page', () => {
  it('are cached for ever by name, except index.html, and text in them is not a template', () => {
    const objects = resources(stacks.get('dev-pages'), 'aws_s3_object');
    expect(Object.keys(objects).sort()).toEqual([
      'chunk-BBBBBBB1-js',
      'chunk-BBBBBBB2-js',
      'index',
      'main-css',
      'main-js',
      'reference',
      'reference-index',
      'reference-main-js',
      'reference-path',
    ]);
    for (const [id, object] of Object.entries(objects))
      expect({ id, caching: object['cache_control'] }).toEqual({
        id,
        caching: /-(?:css|js)$/.test(id) ? 'public, max-age=31536000, immutable' : 'no-cache',
      });
    expect(objects['main-js']).toMatchObject({
      key: 'assets/main-AAAAAAA1.js',
      content_type: 'text/javascript; charset=utf-8',
      lifecycle: { create_before_destroy: true },
    });
    expect(objects['index']?.['content']).toContain('$${x} %%{if}');
    expect(objects['index']?.['depends_on']).toHaveLength(4);
  });

  it('have the REST API’s page beside them, at the address that a person types', () => {
    const objects = resources(stacks.get('dev-pages'), 'aws_s3_object');
    expect(objects['reference-main-js']?.['key']).toBe('reference/assets/main-AAAAAAA1.js');
    expect(objects['reference-index']).toMatchObject({
      key: 'reference/index.html',
      content: objects['reference']?.['content'],
    });
    expect(objects['reference']).toMatchObject({
      key: 'reference/',
      content_type: 'text/html; charset=utf-8',
    });
    expect(String(objects['reference']?.['content'])).toMatch(/<meta name="turnlift-api" content="\$\{/);
    expect(objects['reference-path']).toMatchObject({
      key: 'reference',
      content: '<!doctype html><meta http-equiv="refresh" content="0; url=/reference/" />\n',
    });
  });

  it('change under the same names of resources, so that a plan shows the changed files', () => {
    writePage(folder, { 'main-DDDDDDD1.js': 'changed', 'main-CCCCCCC1.css': '' });
    const objects = resources(synthesized({})('pages'), 'aws_s3_object');
    expect(
      Object.keys(objects)
        .filter((id) => !id.startsWith('reference'))
        .sort(),
    ).toEqual(['index', 'main-css', 'main-js']);
    expect(objects['main-js']?.['key']).toBe('assets/main-DDDDDDD1.js');
  });

  it('are refused if the page would not find the API, or browsers its types', () => {
    const index = path.join(folder, 'build', 'pages', 'play', 'index.html');
    fs.writeFileSync(index, '<head></head>');
    expect(() => synthesized({})).toThrow(/^build\/pages\/play\/index\.html: has not exactly one <meta/);
    writePage(folder, { 'board-AAAAAAA1.webp': '' });
    expect(() => synthesized({})).toThrow(
      /^build\/pages\/play\/assets\/board-AAAAAAA1\.webp: no content type is known/,
    );
    fs.rmSync(path.dirname(index), { recursive: true });
    expect(() => synthesized({})).toThrow(/^build\/pages\/play\/index\.html is missing: run npm run build$/);
  });
});
