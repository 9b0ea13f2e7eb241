import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { at, type Caller, type Envelope, startCaller, textAt } from '../../local/gamelift/caller';
import { jsonObject, parseFile, parseText } from '../../support/json-values';

const shapes = z.object({
  envelope: jsonObject,
  commonDetail: z.optional(jsonObject),
  types: z.record(z.string(), jsonObject),
});
const folder = '__tests__/conformance/gamelift/events';
const matchmaking = parseFile(shapes, folder, 'matchmaking-shapes.json');
const placement = parseFile(shapes, folder, 'placement-shapes.json');
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Compares a value with a described shape: `key?` may be absent, a text describes a value. */
function mismatches(value: unknown, shape: unknown, where: string): readonly string[] {
  if (Array.isArray(shape))
    return Array.isArray(value)
      ? value.flatMap((item, index) => mismatches(item, shape[0], `${where}[${index}]`))
      : [`${where} is not a list`];
  if (typeof shape === 'object' && shape !== null) {
    if (typeof value !== 'object' || value === null) return [`${where} is not an object`];
    return Object.entries(shape).flatMap(([key, inner]) => {
      const name = key.replace(/\?$/, '');
      const present = Object.hasOwn(value, name);
      if (!present) return key.endsWith('?') ? [] : [`${where}.${name} is absent`];
      return mismatches(at(value, name), inner, `${where}.${name}`);
    });
  }
  const said = String(shape);
  const kind = /^integer/.test(said)
    ? Number.isInteger(value)
    : /^boolean/.test(said)
      ? typeof value === 'boolean'
      : /^uuid/.test(said)
        ? uuid.test(String(value))
        : /^ISO/.test(said)
          ? iso.test(String(value))
          : /^string of digits/.test(said)
            ? typeof value === 'string' && /^\d+$/.test(value)
            : /^(object|listed|"NOT_AVAILABLE")/.test(said)
              ? value !== undefined
              : typeof value === 'string';
  return kind ? [] : [`${where} is ${JSON.stringify(value)}, not ${said}`];
}

describe('event shapes of the conformance corpus', () => {
  let caller: Caller;
  let events: readonly Envelope[];

  beforeAll(async () => {
    caller = await startCaller({ clock: 'virtual', hosting: 'hold', seed: 7 });
    const queue = 'arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/q1';
    await caller.ok('CreateMatchmakingRuleSet', {
      Name: 'rs',
      RuleSetBody: JSON.stringify({
        ruleLanguageVersion: '1.0',
        playerAttributes: [{ name: 'skill', type: 'number', default: 1 }],
        teams: [
          { name: 'red', minPlayers: 1, maxPlayers: 1 },
          { name: 'blue', minPlayers: 1, maxPlayers: 1 },
        ],
        rules: [
          {
            name: 'Close',
            type: 'distance',
            measurements: ['avg(teams[*].players.attributes[skill])'],
            referenceValue: 'avg(flatten(teams[*].players.attributes[skill]))',
            maxDistance: 10,
          },
        ],
      }),
    });
    for (const [Name, AcceptanceRequired] of [
      ['plain', false],
      ['asks', true],
    ] as const) {
      await caller.ok('CreateMatchmakingConfiguration', {
        Name,
        RuleSetName: 'rs',
        AcceptanceRequired,
        AcceptanceTimeoutSeconds: 20,
        RequestTimeoutSeconds: 60,
        GameSessionQueueArns: [queue],
        CustomEventData: 'of this project',
      });
    }
    const start = (TicketId: string, ConfigurationName: string) =>
      caller.ok('StartMatchmaking', {
        TicketId,
        ConfigurationName,
        Players: [{ PlayerId: `p-${TicketId}`, PlayerAttributes: { skill: { N: 12.5 } } }],
      });
    const pair = async (name: string, configuration: string): Promise<void> => {
      await start(`${name}1`, configuration);
      await start(`${name}2`, configuration);
    };
    await pair('ok', 'plain');
    await caller.advance(1);
    await caller.hosting('FULFILLED');
    await pair('broken', 'plain');
    await caller.advance(2);
    await caller.hosting('ERROR');
    await pair('asked', 'asks');
    await caller.advance(3);
    for (const id of ['asked1', 'asked2'])
      await caller.ok('AcceptMatch', { TicketId: id, PlayerIds: [`p-${id}`], AcceptanceType: 'ACCEPT' });
    await caller.hosting('TIMED_OUT');
    await caller.ok('StopMatchmaking', { TicketId: 'asked1' });
    await caller.ok('StartGameSessionPlacement', {
      PlacementId: 'direct',
      GameSessionQueueName: 'q1',
      MaximumPlayerSessionCount: 2,
    });
    await caller.ok('StopGameSessionPlacement', { PlacementId: 'direct' });
    await caller.advance(100);
    events = await caller.events();
  });
  afterAll(() => caller.close());

  it.each(Object.keys(matchmaking.types))('%s', (type) => {
    const found = events.filter(({ detail }) => detail['type'] === type);
    expect(found.length).toBeGreaterThan(0);
    for (const event of found) {
      expect(event).toMatchObject({
        version: '0',
        'detail-type': 'GameLift Matchmaking Event',
        source: 'aws.gamelift',
        account: '111122223333',
        region: 'us-west-2',
        resources: [expect.stringMatching(/:matchmakingconfiguration\/(plain|asks)$/)],
      });
      expect(event.id).toMatch(uuid);
      expect(event.time).toMatch(iso);
      expect(mismatches(event.detail, matchmaking.commonDetail, type)).toEqual([]);
      expect(mismatches(event.detail, matchmaking.types[type], type)).toEqual([]);
      expect(event.detail['customEventData']).toBe('of this project');
    }
  });

  it.each(Object.keys(placement.types))('%s', (type) => {
    const found = events.filter(({ detail }) => detail['type'] === type);
    expect(found.length).toBeGreaterThan(0);
    for (const event of found) {
      expect(event).toMatchObject({
        'detail-type': 'GameLift Queue Placement Event',
        resources: ['arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/q1'],
      });
      expect(mismatches(event.detail, placement.types[type], type)).toEqual([]);
    }
  });

  it('gives the game server matchmaker data of the documented shape', async () => {
    const tickets = await caller.ok('DescribeMatchmaking', { TicketIds: ['ok1'] });
    const sessions = await caller.ok('DescribeGameSessions', {
      GameSessionId: textAt(tickets, 'TicketList.0.GameSessionConnectionInfo.GameSessionArn'),
    });
    const data = parseText(jsonObject, textAt(sessions, 'GameSessions.0.MatchmakerData'));
    const { example } = parseFile(z.object({ example: jsonObject }), folder, 'matchmaker-data.json');
    expect(Object.keys(data).sort()).toEqual(Object.keys(example).sort());
    expect(data['teams']).toEqual([
      expect.objectContaining({
        name: 'red',
        players: [
          {
            playerId: expect.any(String),
            attributes: { skill: { attributeType: 'DOUBLE', valueAttribute: 12.5 } },
          },
        ],
      }),
      expect.objectContaining({ name: 'blue' }),
    ]);
    const success = events.find(({ detail }) => detail['type'] === 'MatchmakingSucceeded');
    expect(success?.detail['matchId']).toBe(data['matchId']);
  });
});
