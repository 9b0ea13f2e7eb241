import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { App } from 'cdktf';
import { type EnvironmentConfig } from '../../config';
import { turnlift } from '../../stacks';
import { deployRights, planRights, statementsIn } from '../../stacks/constructs/delivery-rights';
import { Names } from '../../templates/names';
import { policy } from '../../stacks/constructs/policy';
import { decide, parsePolicy } from '../../tools/policy/evaluate';
import { type StackFile, stackFile } from '../../tools/synthesized';
import { backend, environmentOf } from '../games';
import { only, projectFolder, resources } from './support/synthesis';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

const dev = environmentOf('dev');
const named = (domain: NonNullable<EnvironmentConfig['api']['domain']>): EnvironmentConfig => ({
  ...dev,
  api: { ...dev.api, domain },
});
function apiOf(config: EnvironmentConfig): StackFile {
  const folder = projectFolder();
  folders.push(folder);
  const out = path.join(folder, 'cdktf.out');
  turnlift(new App({ outdir: out }), folder, backend, [config]).synth();
  return stackFile(out, 'dev-api');
}
const route53 = named({ dns: 'route53', name: 'api.our-game.gg', hostedZoneId: 'Z0123456789ABC' });

describe("the API's own name", () => {
  it('has its certificate, its proof and its records where the zone is in Route 53', () => {
    const stack = apiOf(route53);
    expect(only(stack, 'aws_acm_certificate')).toMatchObject({
      domain_name: 'api.our-game.gg',
      validation_method: 'DNS',
      lifecycle: { create_before_destroy: true },
    });
    expect(only(stack, 'aws_apigatewayv2_domain_name')).toMatchObject({
      domain_name: 'api.our-game.gg',
      domain_name_configuration: {
        certificate_arn: expect.stringMatching(/aws_acm_certificate_validation\./),
        security_policy: 'TLS_1_2',
      },
    });
    expect(only(stack, 'aws_apigatewayv2_api_mapping')).toMatchObject({
      api_id: expect.stringMatching(/aws_apigatewayv2_api\.api_/),
      stage: '$default',
    });
    const records = Object.values(resources(stack, 'aws_route53_record'));
    expect(records.map((record) => String(record['type'])).filter((type) => /^A+$/.test(type))).toEqual([
      'A',
      'AAAA',
    ]);
    expect(records).toHaveLength(3);
    expect(new Set(records.map((record) => record['zone_id']))).toEqual(new Set(['Z0123456789ABC']));
    expect(stack.json.output['api-url']).toMatchObject({ value: 'https://api.our-game.gg' });
    // Tokens keep the address of the issuer: the new name does not change it.
    expect(only(stack, 'aws_apigatewayv2_authorizer')).toMatchObject({
      jwt_configuration: { issuer: expect.stringContaining('issuer_api') },
    });
  });

  it('reports the record to make where the zone is elsewhere', () => {
    const stack = apiOf(
      named({
        dns: 'elsewhere',
        name: 'api.our-game.gg',
        certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/abc',
      }),
    );
    expect(resources(stack, 'aws_route53_record')).toEqual({});
    expect(resources(stack, 'aws_acm_certificate')).toEqual({});
    expect(stack.json.output['api-record']).toMatchObject({
      value: expect.stringMatching(/^api\.our-game\.gg CNAME \$\{.*target_domain_name\} \(ALIAS/),
    });
  });

  it('exists only where the environment names one, and so do the rights for it', () => {
    expect(resources(apiOf(dev), 'aws_apigatewayv2_domain_name')).toEqual({});
    const may = (
      config: EnvironmentConfig,
      role: typeof planRights,
      action: string,
      resource: string,
      context: Readonly<Record<string, string>> = {},
    ): string =>
      decide(parsePolicy(policy(...statementsIn(role(config, new Names(config))))), {
        action,
        resource,
        context,
      });
    const zone = 'arn:aws:route53:::hostedzone/Z0123456789ABC';
    expect(may(route53, deployRights, 'route53:ChangeResourceRecordSets', zone)).toBe('allowed');
    // Of the zone's names only this one, and the proof of its certificate.
    const name = route53.api.domain?.name ?? '';
    for (const [record, type, decision] of [
      [name, 'A', 'allowed'],
      [name, 'AAAA', 'allowed'],
      [`_3f2a.${name}`, 'CNAME', 'allowed'],
      [name, 'MX', 'not allowed'],
      [`other.${name}`, 'A', 'not allowed'],
      [name.split('.').slice(1).join('.'), 'A', 'not allowed'],
    ] as const) {
      const context = {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': record,
        'route53:ChangeResourceRecordSetsRecordTypes': type,
      };
      expect([
        record,
        type,
        may(route53, deployRights, 'route53:ChangeResourceRecordSets', zone, context),
      ]).toEqual([record, type, decision]);
    }
    expect(may(route53, planRights, 'route53:ChangeResourceRecordSets', zone)).toBe('not allowed');
    expect(may(route53, planRights, 'route53:ListResourceRecordSets', zone)).toBe('allowed');
    expect(
      may(route53, deployRights, 'route53:ChangeResourceRecordSets', 'arn:aws:route53:::hostedzone/ZOTHER'),
    ).toBe('not allowed');
    expect(may(dev, deployRights, 'route53:ChangeResourceRecordSets', zone)).toBe('not allowed');
    expect(may(dev, deployRights, 'apigateway:POST', 'arn:aws:apigateway:eu-west-1::/domainnames')).toBe(
      'not allowed',
    );
  });

  it("is certified by the environment's own certificates, which carry its tags; others stay", () => {
    const statements = parsePolicy(policy(...statementsIn(deployRights(route53, new Names(route53)))));
    const may = (call: string, ...tags: ReadonlyArray<readonly [string, string, string?]>): string =>
      decide(statements, {
        action: `acm:${call}Certificate`,
        resource: 'arn:aws:acm:eu-west-1:111122223333:certificate/abc',
        context: Object.fromEntries(
          tags.flatMap(([kind, environment, project = 'turnlift']) => [
            [`aws:${kind}Tag/environment`, environment],
            [`aws:${kind}Tag/project`, project],
          ]),
        ),
      });
    // Every stack's provider gives these tags to what it makes.
    expect(apiOf(route53).json.provider['aws']?.[0]?.['default_tags']).toMatchObject([
      { tags: { project: 'turnlift', environment: 'dev' } },
    ]);
    expect(may('Request', ['Request', 'dev'])).toBe('allowed');
    expect(may('AddTagsTo', ['Request', 'dev'])).toBe('allowed');
    for (const call of ['Delete', 'RemoveTagsFrom', 'AddTagsTo']) {
      expect({ call, own: may(call, ['Resource', 'dev']) }).toEqual({ call, own: 'allowed' });
      for (const others of [['Resource', 'prod'] as const, ['Resource', 'dev', 'other-game'] as const])
        expect({ call, others: may(call, others) }).toEqual({ call, others: 'not allowed' });
    }
    expect(may('AddTagsTo', ['Request', 'dev'], ['Resource', 'prod'])).toBe('not allowed');
    expect(may('AddTagsTo', ['Request', 'prod'], ['Resource', 'dev'])).toBe('not allowed');
    for (const call of ['Request', 'Delete', 'RemoveTagsFrom']) expect(may(call)).toBe('not allowed');
    expect(may('Request', ['Request', 'prod'])).toBe('not allowed');
  });
});

describe('the authorizer after a leak of signing keys', () => {
  const authorizerOf = (generation: number) => {
    const stack = apiOf({ ...dev, api: { ...dev.api, authorizerGeneration: generation } });
    const [[id, authorizer] = ['', {}], ...others] = Object.entries(
      resources(stack, 'aws_apigatewayv2_authorizer'),
    );
    expect(others).toEqual([]);
    const routes = Object.values(resources(stack, 'aws_apigatewayv2_route'));
    const named = routes.flatMap((route) => route['authorizer_id'] ?? []);
    expect(new Set(named)).toEqual(new Set([`\${aws_apigatewayv2_authorizer.${id}.id}`]));
    return { id, authorizer };
  };

  it('is another resource of another name, and the old one goes once no route names it', () => {
    const [before, after] = [authorizerOf(1), authorizerOf(2)];
    expect(after.id).not.toBe(before.id);
    expect([before, after].map(({ authorizer }) => authorizer['name'])).toEqual(['players', 'players-2']);
    // Terraform keeps this in the state, so that it also orders the deletion.
    for (const { authorizer } of [before, after])
      expect(authorizer['lifecycle']).toEqual({ create_before_destroy: true });
  });
});
