import { afterEach, describe, expect, it } from '@jest/globals';
import { createLocalGameLift } from '../../../local/gamelift/index';
import { type Caller, callerOf, type Json, startCaller } from './caller';
import { objectOf } from '../../support/json-values';

let caller: Caller | undefined;
afterEach(async () => {
  await caller?.close();
  caller = undefined;
});

const queue = 'arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/q1';
const duel = {
  ruleLanguageVersion: '1.0',
  playerAttributes: [{ name: 'skill', type: 'number' }],
  teams: ['red', 'blue'].map((name) => ({ name, minPlayers: 1, maxPlayers: 1 })),
  rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 10 }],
};

async function configureMatchmaking(target: Caller, ruleSet: object, more: Json = {}): Promise<void> {
  await target.ok('CreateMatchmakingRuleSet', { Name: 'rs', RuleSetBody: JSON.stringify(ruleSet) });
  await target.ok('CreateMatchmakingConfiguration', {
    Name: 'duel',
    RuleSetName: 'rs',
    AcceptanceRequired: false,
    RequestTimeoutSeconds: 120,
    GameSessionQueueArns: [queue],
    ...more,
  });
}

const start = (target: Caller, id: string, skills: readonly number[]): Promise<Json> =>
  target.ok('StartMatchmaking', {
    TicketId: id,
    ConfigurationName: 'duel',
    Players: skills.map((skill, place) => ({
      PlayerId: `${id}-${place}`,
      PlayerAttributes: { skill: { N: skill } },
    })),
  });

async function explanation(target: Caller, id: string): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${target.gamelift.url}/_local/tickets/${id}/explanation`);
  return { status: response.status, body: objectOf(await response.json()) };
}

describe('GET /_local/tickets/{id}/explanation', () => {
  it('does not speak of a game session where a standalone matchmaker has made the match', async () => {
    caller = await startCaller({ clock: 'virtual', hosting: 'hold', seed: 3 });
    await configureMatchmaking(caller, duel, {
      FlexMatchMode: 'STANDALONE',
      GameSessionQueueArns: undefined,
    });
    await start(caller, 'ada', [1000]);
    await start(caller, 'bob', [1001]);
    await caller.advance(5);
    expect((await explanation(caller, 'ada')).body).toMatchObject({
      status: 'COMPLETED',
      summary: 'it has matched: a standalone matchmaker places no game session',
    });
  });

  it('says why a ticket of the pool has not matched, like flexmatch explain', async () => {
    caller = await startCaller({ clock: 'virtual', hosting: 'hold', seed: 3 });
    await configureMatchmaking(caller, duel);
    await start(caller, 'a', [100]);
    await start(caller, 'b', [150]);
    await caller.advance(7);
    const { status, body } = await explanation(caller, 'a');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ticketId: 'a',
      status: 'SEARCHING',
      summary: expect.stringContaining('rule Near measures spread 50, and must have at most 10'),
      explanation: {
        verdict: 'rules-fail',
        ageSeconds: 7,
        pool: { tickets: 1, apart: [{ rule: 'Near', ticketIds: ['b'], tickets: 1 }] },
        nearest: { ticketIds: ['a', 'b'], failing: ['Near'] },
      },
    });
  });

  it('describes the status of other tickets in words, and reports an unknown ticket', async () => {
    caller = await startCaller({ clock: 'virtual', hosting: 'hold', seed: 3 });
    await configureMatchmaking(caller, duel);
    await start(caller, 'one-two', [100]);
    expect((await explanation(caller, 'one%2Dtwo')).body).toMatchObject({ status: 'QUEUED' });
    await start(caller, 'b', [100]);
    await caller.advance(1);
    expect((await explanation(caller, 'one%2Dtwo')).body).toEqual({
      ticketId: 'one-two',
      status: 'PLACING',
      summary: 'it has matched, and a game session is being placed',
    });
    expect((await explanation(caller, 'unknown')).status).toBe(404);
    expect((await explanation(caller, '%ff')).status).toBe(400);
  });
});

describe('an open question of the documents', () => {
  it.each<[string, object, string]>([
    ['each-member', {}, 'PLACING'],
    ['once', { partyValue: 'once' }, 'SEARCHING'],
  ])('reaches the matchmaker: party value %s', async (_, openQuestions, status) => {
    caller = await startCaller({ clock: 'virtual', hosting: 'hold', seed: 3, openQuestions });
    await configureMatchmaking(caller, {
      ...duel,
      teams: ['red', 'blue'].map((name) => ({ name, minPlayers: 2, maxPlayers: 2 })),
      rules: [
        {
          name: 'Same',
          type: 'comparison',
          measurements: ['count(teams[red].players)'],
          referenceValue: 'count(teams[blue].players)',
          operation: '=',
        },
      ],
    });
    // 2 + 1 + 1 players: two of one team are one party.
    await start(caller, 'duo', [1, 1]);
    await start(caller, 'a', [1]);
    await start(caller, 'b', [1]);
    await caller.advance(3);
    expect((await explanation(caller, 'duo')).body).toMatchObject({ status });
  });
});

it('automatic backfill with Realtime fleets is logged, once', async () => {
  const lines: string[] = [];
  const gamelift = await createLocalGameLift({ hosting: 'local', log: (line) => lines.push(line) });
  caller = callerOf(gamelift);
  const notes = (): number => lines.filter((line) => line.includes('automatic backfill')).length;
  await caller.ok('CreateGameSessionQueue', { Name: 'q1' });
  await configureMatchmaking(caller, duel);
  expect(notes()).toBe(0);
  await caller.ok('UpdateMatchmakingConfiguration', { Name: 'duel', BackfillMode: 'AUTOMATIC' });
  expect(notes()).toBe(1);
  await caller.ok('UpdateMatchmakingConfiguration', { Name: 'duel', Description: 'x' });
  expect(notes()).toBe(1);
});
