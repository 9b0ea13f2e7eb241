import { describe, expect, it } from '@jest/globals';
import { throttles } from '../../../contract/rest/declaration';
import { routes } from '../../../contract/rest/routes';
import { only, parsedJson, resources } from '../support/synthesis';
import { synthesis } from './synthesis';

export function api(): void {
  describe('the API', () => {
    const keysOf = (prefix: string): unknown[] =>
      Object.entries(resources(synthesis.stacks.get('prod-api'), 'aws_apigatewayv2_route'))
        .filter(([id]) => id.startsWith(prefix))
        .map(([, route]) => route['route_key']);

    it("has the routes of the contract, players' routes behind the authorizer", () => {
      expect(keysOf('api_').sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
      const made = Object.entries(resources(synthesis.stacks.get('prod-api'), 'aws_apigatewayv2_route'))
        .filter(([id]) => id.startsWith('api_'))
        .map(([, route]) => route);
      for (const route of routes) {
        const found = made.find((candidate) => candidate['route_key'] === `${route.method} ${route.path}`);
        expect(found?.['authorization_type']).toBe(route.authentication !== 'none' ? 'JWT' : 'NONE');
        expect(found?.['authorizer_id'] !== undefined).toBe(route.authentication !== 'none');
      }
    });

    it("throttles each route by the contract's limit", () => {
      const stage = Object.entries(
        resources(synthesis.stacks.get('prod-api'), 'aws_apigatewayv2_stage'),
      ).find(([id]) => id.startsWith('api_'))?.[1];
      for (const route of routes) {
        expect(stage?.['route_settings']).toContainEqual(
          expect.objectContaining({
            route_key: `${route.method} ${route.path}`,
            throttling_rate_limit: throttles[route.throttle].requestsPerSecond,
            throttling_burst_limit: throttles[route.throttle].burst,
          }),
        );
      }
    });

    it('is asked for its keys before the authorizer is made', () => {
      expect(keysOf('issuer_')).toContain('GET /.well-known/openid-configuration');
      const authorizer = only(synthesis.stacks.get('prod-api'), 'aws_apigatewayv2_authorizer');
      expect(authorizer).toMatchObject({
        authorizer_type: 'JWT',
        jwt_configuration: {
          issuer: expect.stringMatching(/^\$\{aws_apigatewayv2_api\.issuer_api_\w+\.api_endpoint\}$/),
        },
      });
      // The authorizer is made after a call that waits until the issuer publishes its keys.
      expect(authorizer['depends_on']).toEqual(['aws_lambda_invocation.issuer-ready']);
      const wait = only(synthesis.stacks.get('prod-api'), 'aws_lambda_invocation');
      expect(wait).toMatchObject({
        function_name: expect.stringMatching(/^\$\{aws_lambda_function\.signing-keys-function/),
        lifecycle_scope: 'CREATE_ONLY',
        depends_on: [expect.stringMatching(/^aws_apigatewayv2_stage\.issuer_stage_/)],
      });
      expect(parsedJson(wait['input'])).toEqual({
        task: 'await-issuer',
        issuer: expect.stringMatching(/^\$\{aws_apigatewayv2_api\.issuer_api_/),
      });
      // The API's stage comes after its routes, and so after the authorizer: it never answers without keys.
      const stages = Object.entries(resources(synthesis.stacks.get('prod-api'), 'aws_apigatewayv2_stage'));
      const stage = stages.find(([id]) => id.startsWith('api_'))?.[1];
      expect(JSON.stringify(stage?.['depends_on'])).toContain('aws_apigatewayv2_route.api_getMe_');
    });
  });
}
