import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { GameLiftFault } from '../../../local/gamelift/faults';
import { type OperationName } from '../../../local/gamelift/model/model';
import facts from '../../../local/gamelift/model/service.json';
import { parseInput } from '../../../local/gamelift/model/validate';
import { findDescription, readDescription } from '../../../tools/gamelift-model/botocore';
import {
  deriveService,
  formatService,
  formatTypes,
  type ServiceFacts,
} from '../../../tools/gamelift-model/derive';

const folder = path.join(process.cwd(), 'local', 'gamelift', 'model');
const committed = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8');

function refusal(operation: OperationName, input: unknown): string {
  try {
    parseInput(operation, input);
  } catch (error) {
    if (error instanceof GameLiftFault) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'none';
}

/** The GameLift model of python3's botocore. */
const description = findDescription();

describe('the table of the service', () => {
  it('equals the generated one, types included', () => {
    const service: ServiceFacts = facts;
    expect(formatService(service)).toBe(committed('service.json'));
    expect(formatTypes(service)).toBe(committed('shapes.ts'));
  });

  (description === undefined ? it.skip : it)(
    'agrees with botocore (skipped where it is not installed)',
    () => {
      const theirs = deriveService(readDescription(description ?? ''));
      const ours: ServiceFacts = facts;
      // Another version of botocore may know more or less; the parts that both know must be the same.
      for (const [name, operation] of Object.entries(theirs.operations))
        if (ours.operations[name] !== undefined)
          expect({ name, ...ours.operations[name] }).toEqual({ name, ...operation });
      const shared = Object.keys(theirs.shapes).filter((name) => ours.shapes[name] !== undefined);
      expect(shared.length).toBeGreaterThan(550);
      const different = shared.filter(
        (name) => JSON.stringify(ours.shapes[name]) !== JSON.stringify(theirs.shapes[name]),
      );
      expect(different.map((name) => [ours.shapes[name], theirs.shapes[name]])).toEqual([]);
    },
  );
});

describe('inputs are checked against the model', () => {
  const start = (more: object): unknown => ({
    ConfigurationName: 'duel',
    Players: [{ PlayerId: 'p' }],
    ...more,
  });

  it.each<[string, OperationName, unknown, string]>([
    [
      'a pattern',
      'StartMatchmaking',
      start({ TicketId: 'a_b' }),
      "1 validation error detected: Value 'a_b' at 'ticketId' failed to satisfy constraint: Member " +
        'must satisfy regular expression pattern: [a-zA-Z0-9-\\.]*',
    ],
    [
      'a length',
      'StartMatchmaking',
      start({ TicketId: 'a'.repeat(129) }),
      'Member must have length less than or equal to 128',
    ],
    [
      'a missing member',
      'StartMatchmaking',
      { ConfigurationName: 'duel' },
      "Value null at 'players' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a null member',
      'StartMatchmaking',
      start({ Players: null }),
      "Value null at 'players' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a place inside a list',
      'StartMatchmaking',
      start({ Players: [{ PlayerId: 'ok' }, { PlayerId: '' }] }),
      "Value '' at 'players.2.member.playerId' failed to satisfy constraint: Member must have length " +
        'greater than or equal to 1',
    ],
    [
      'a null inside a list',
      'DescribeMatchmaking',
      { TicketIds: [null] },
      "Value null at 'ticketIds.1.member' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a value of a map',
      'StartMatchmaking',
      start({ Players: [{ PlayerId: 'p', LatencyInMs: { a: 0 } }] }),
      'Map value must satisfy constraint: [Member must have value greater than or equal to 1]',
    ],
    [
      'a key of a map',
      'StartMatchmaking',
      start({ Players: [{ PlayerId: 'p', PlayerAttributes: { '': { S: 'x' } } }] }),
      'Map keys must satisfy constraint: [Member must have length greater than or equal to 1]',
    ],
    [
      'an enumeration',
      'AcceptMatch',
      { TicketId: 't', PlayerIds: ['p'], AcceptanceType: 'MAYBE' },
      "Value 'MAYBE' at 'acceptanceType' failed to satisfy constraint: Member must satisfy enum value " +
        'set: [ACCEPT, REJECT]',
    ],
    [
      'a range',
      'CreateMatchmakingConfiguration',
      { Name: 'a', RuleSetName: 'b', AcceptanceRequired: true, RequestTimeoutSeconds: 43_201 },
      'Member must have value less than or equal to 43200',
    ],
    [
      'several at once',
      'CreateMatchmakingConfiguration',
      { Name: 'a b', RequestTimeoutSeconds: 0 },
      '4 validation errors detected: ',
    ],
  ])('%s', (_what, operation, input, message) => {
    expect(refusal(operation, input)).toMatch(/^InvalidRequestException: /);
    expect(refusal(operation, input)).toContain(message);
  });

  it.each<[string, OperationName, unknown]>([
    ['a number for a text', 'StopMatchmaking', { TicketId: 5 }],
    ['a text for a list', 'DescribeMatchmaking', { TicketIds: 'x' }],
    ['a text for a number', 'CreateGameSessionQueue', { Name: 'q', TimeoutInSeconds: '60' }],
    ['a list for the whole', 'StopMatchmaking', []],
    ['a text for a blob', 'CreateScript', { ZipFile: '***' }],
  ])('a value of another kind: %s', (_what, operation, input) => {
    expect(refusal(operation, input)).toMatch(/^SerializationException: /);
  });

  it('drops unknown members, and keys called __proto__ stay keys', () => {
    const input = JSON.parse(
      '{"TicketId":"t","ConfigurationName":"c","Unknown":1,' +
        '"Players":[{"PlayerId":"p","LatencyInMs":{"__proto__":5}}]}',
    );
    const parsed = parseInput('StartMatchmaking', input);
    expect(parsed).not.toHaveProperty('Unknown');
    expect(Object.entries(parsed.Players[0]?.LatencyInMs ?? {})).toEqual([['__proto__', 5]]);
  });
});
