import { describe, expect, it } from '@jest/globals';
import { backend } from '../../games';
import { environment } from '../../../contract/environment';
import { functionDeclarations } from '../../../functions/declarations';
import { tables } from '../../../store/tables';
import { parsedJson, resources } from '../support/synthesis';
import { synthesis, resourcesOf } from './synthesis';

export function dataAndFunctions(): void {
  describe('data', () => {
    it('has the tables that the store declares: keys, indexes, streams, time to live, recovery', () => {
      const made = Object.values(resources(synthesis.stacks.get('prod-data'), 'aws_dynamodb_table'));
      expect(made.map((table) => table['name']).sort()).toEqual(
        Object.keys(tables)
          .map((name) => `turnlift-prod-${name}`)
          .sort(),
      );
      for (const declaration of Object.values(tables)) {
        const table = made.find(({ name }) => name === `turnlift-prod-${declaration.table}`);
        expect(table).toMatchObject({
          billing_mode: 'PAY_PER_REQUEST',
          deletion_protection_enabled: true,
          hash_key: declaration.partitionKey.name,
          range_key: declaration.sortKey?.name,
          point_in_time_recovery: { enabled: declaration.pointInTimeRecovery },
          ttl: { attribute_name: declaration.timeToLiveAttribute, enabled: true },
        });
        expect(table?.['stream_view_type']).toBe(declaration.stream);
        expect(
          (Array.isArray(table?.['global_secondary_index']) ? table['global_secondary_index'] : []).map(
            (index: { name: string }) => index.name,
          ),
        ).toEqual(declaration.globalSecondaryIndexes.map(({ name }) => name));
      }
    });

    it('may be deleted in dev', () => {
      for (const table of Object.values(resources(synthesis.stacks.get('dev-data'), 'aws_dynamodb_table')))
        expect(table['deletion_protection_enabled']).toBe(false);
    });
  });

  describe('functions', () => {
    it('are declared in the contract, on arm64 with Node 24, each with its own role and logs', () => {
      const lambdas = [
        ...resourcesOf('dev-api', 'aws_lambda_function'),
        ...resourcesOf('dev-matchmaking', 'aws_lambda_function'),
      ];
      expect(lambdas.map((lambda) => lambda['function_name']).sort()).toEqual(
        functionDeclarations.map(({ name }) => `turnlift-dev-${name}`).sort(),
      );
      expect(new Set(lambdas.map((lambda) => lambda['role'])).size).toBe(lambdas.length);
      for (const declaration of functionDeclarations) {
        const lambda = lambdas.find(
          (candidate) => candidate['function_name'] === `turnlift-dev-${declaration.name}`,
        );
        expect(lambda).toMatchObject({
          runtime: 'nodejs24.x',
          architectures: ['arm64'],
          handler: 'index.handler',
          memory_size: declaration.memoryMegabytes,
          timeout: declaration.timeoutSeconds,
          tracing_config: { mode: 'Active' },
        });
        const variables = lambda?.['environment'];
        expect(
          Object.keys(
            variables !== null && typeof variables === 'object' && 'variables' in variables
              ? Object(variables.variables)
              : {},
          ).sort(),
        ).toEqual(declaration.environment.map((key) => environment[key]).sort());
      }
    });

    it('start as declared: on events with a queue for failures, and by the schedule', () => {
      const declared = functionDeclarations
        .filter(({ trigger }) => trigger.kind === 'schedule')
        .map(({ trigger }) => (trigger.kind === 'schedule' ? `rate(${trigger.every})` : ''));
      expect(
        resourcesOf('dev-api', 'aws_cloudwatch_event_rule')
          .map((rule) => rule['schedule_expression'])
          .sort(),
      ).toEqual(declared.sort());
      const [events] = resourcesOf('dev-matchmaking', 'aws_cloudwatch_event_rule');
      expect(parsedJson(events?.['event_pattern'])).toEqual({
        source: ['aws.gamelift'],
        'detail-type': ['GameLift Matchmaking Event'],
        resources: [...backend.matchmakings.keys()].map(
          (key) => `arn:aws:gamelift:eu-west-1:111122223333:matchmakingconfiguration/turnlift-dev-${key}`,
        ),
      });
      for (const target of [
        ...resourcesOf('dev-api', 'aws_cloudwatch_event_target'),
        ...resourcesOf('dev-matchmaking', 'aws_cloudwatch_event_target'),
      ]) {
        expect(target).toHaveProperty('dead_letter_config.arn');
      }
    });

    it('have concurrency reserved only where the account is large enough', () => {
      const readReserved = (stack: string): unknown[] =>
        resourcesOf(stack, 'aws_lambda_function')
          .map((lambda) => lambda['reserved_concurrent_executions'])
          .filter((value) => value !== undefined);
      expect(readReserved('dev-api')).toEqual([]);
      expect(readReserved('prod-api')).toEqual(
        functionDeclarations
          .filter(({ trigger }) => trigger.kind !== 'eventbridge')
          .flatMap(({ reservedConcurrency }) => reservedConcurrency ?? []),
      );
    });
  });
}
