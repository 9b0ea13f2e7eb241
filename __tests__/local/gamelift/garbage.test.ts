import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  operationNames,
  operationNamed,
  type OperationName,
  type Shape,
} from '../../../local/gamelift/model/model';
import { type Caller, startCaller, textAt } from './caller';
import { objectsOf } from '../../support/json-values';
import { tries } from '../../../testing/effort';

let caller: Caller;
beforeAll(async () => {
  caller = await startCaller({ clock: 'virtual', hosting: 'hold', seed: 1 });
  await caller.ok('CreateMatchmakingRuleSet', {
    Name: 'rs',
    RuleSetBody: '{"ruleLanguageVersion":"1.0","teams":[{"name":"a","minPlayers":1,"maxPlayers":2}]}',
  });
  await caller.ok('CreateMatchmakingConfiguration', {
    Name: 'duel',
    RuleSetName: 'rs',
    AcceptanceRequired: false,
    RequestTimeoutSeconds: 120,
    FlexMatchMode: 'STANDALONE',
  });
});
afterAll(() => caller.close());

const names = [
  'rs',
  'duel',
  'q1',
  't1',
  'constructor',
  '__proto__',
  'arn:aws:gamelift:us-west-2:111122223333:matchmakingconfiguration/duel',
  'fleet-00000000-0000-4000-8000-000000000000',
  'alias-1',
  'psess-1',
];

/** A value of about the right shape, as a caller sends who half knows the API. */
function valueOf(shape: Shape, depth = 0): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'string':
      return shape.values !== undefined
        ? fc.constantFrom(...shape.values, 'OTHER')
        : fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 12 }));
    case 'integer':
      return fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(-1, 1.5, 1e20));
    case 'number':
      return fc.double({ noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'timestamp':
      return fc.integer({ min: 0, max: 2 ** 31 });
    case 'blob':
      return fc.constantFrom('', 'AAAA', '!');
    case 'list':
      return depth > 5 ? fc.constant([]) : fc.array(valueOf(shape.member, depth + 1), { maxLength: 3 });
    case 'map':
      return depth > 5
        ? fc.constant({})
        : fc.dictionary(fc.constantFrom('a', 'x', 'us-west-2'), valueOf(shape.value, depth + 1), {
            maxKeys: 2,
          });
    case 'structure':
      return fc.record(
        Object.fromEntries(
          [...shape.members].map(([key, member]) => [
            key,
            depth > 5 ? fc.constant(null) : valueOf(member, depth + 1),
          ]),
        ),
        { requiredKeys: [...shape.required] },
      );
    default:
      return shape satisfies never;
  }
}

describe('arbitrary requests', () => {
  const operations = operationNames().filter((name): name is OperationName => name !== 'CreateFleet');

  it('get an answer of 200 or a fault of the operation, never an internal failure', async () => {
    const request = fc
      .constantFrom(...operations)
      .chain((name) =>
        fc.tuple(
          fc.constant(name),
          fc.oneof(
            { weight: 6, arbitrary: valueOf(operationNamed(name).input) },
            { weight: 1, arbitrary: fc.jsonValue() },
          ),
        ),
      );
    await fc.assert(
      fc.asyncProperty(request, async ([name, input]) => {
        const { status, body } = await caller.raw(name, JSON.stringify(input));
        expect([200, 400]).toContain(status);
        if (status === 400) {
          const fault = String(body['__type']);
          expect([
            ...operationNamed(name).errors,
            'InvalidRequestException',
            'SerializationException',
            'UnknownOperationException',
            'NotFoundException',
            'LimitExceededException',
          ]).toContain(fault);
          expect(String(body['Message'])).not.toBe('');
        }
      }),
      { numRuns: tries(400), seed: 20_261_122 },
    );
    expect(
      objectsOf(await (await fetch(`${caller.gamelift.url}/_local/log`)).json())
        .map((entry) => textAt(entry, 'line'))
        .filter((line) => line.includes(' failed: ')),
    ).toEqual([]);
  });
});
