import { afterEach, describe, expect, it } from '@jest/globals';
import { type Caller, type Json, startCaller } from './caller';

const queue = 'arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/q1';
const team = (minPlayers: number, maxPlayers: number, more: Json = {}): string =>
  JSON.stringify({ ruleLanguageVersion: '1.0', teams: [{ name: 'red', minPlayers, maxPlayers }], ...more });

let caller: Caller | undefined;
afterEach(async () => {
  await caller?.close();
  caller = undefined;
});

interface Seen {
  readonly Status: string;
  readonly StatusReason?: string;
  readonly StatusMessage?: string;
  readonly EstimatedWaitTime?: number;
  readonly Players: readonly Json[];
  readonly GameSessionConnectionInfo?: {
    readonly GameSessionArn: string;
    readonly MatchedPlayerSessions: readonly Json[];
  };
}

/** A local GameLift on a virtual clock with the configuration `duel`. */
class Table {
  private constructor(readonly caller: Caller) {}

  static async set(
    ruleSet: string,
    configuration: Json = {},
    hosting: 'hold' | 'none' = 'hold',
  ): Promise<Table> {
    caller = await startCaller({ clock: 'virtual', hosting, seed: 3 });
    await caller.ok('CreateMatchmakingRuleSet', { Name: 'rs', RuleSetBody: ruleSet });
    const standalone = configuration['FlexMatchMode'] === 'STANDALONE';
    await caller.ok('CreateMatchmakingConfiguration', {
      Name: 'duel',
      RuleSetName: 'rs',
      AcceptanceRequired: false,
      RequestTimeoutSeconds: 120,
      ...(!standalone && { GameSessionQueueArns: [queue] }),
      ...configuration,
    });
    return new Table(caller);
  }

  start(id: string, ...players: readonly string[]): Promise<Json> {
    return this.caller.ok('StartMatchmaking', {
      TicketId: id,
      ConfigurationName: 'duel',
      Players: (players.length === 0 ? [`p-${id}`] : players).map((PlayerId) => ({ PlayerId })),
    });
  }

  async ticket(id: string): Promise<Seen> {
    const [found] = (await this.caller.ok('DescribeMatchmaking', { TicketIds: [id] }))[
      'TicketList'
    ] as readonly Seen[];
    if (found === undefined) throw new Error(`no ticket ${id}`);
    return found;
  }

  async statuses(...ids: readonly string[]): Promise<readonly string[]> {
    return Promise.all(ids.map(async (id) => (await this.ticket(id)).Status));
  }

  async types(): Promise<readonly unknown[]> {
    return (await this.caller.events()).map(({ detail }) => detail['type']);
  }

  answer(id: string, AcceptanceType: 'ACCEPT' | 'REJECT', ...players: readonly string[]): Promise<string> {
    return this.caller.fault('AcceptMatch', {
      TicketId: id,
      PlayerIds: players.length === 0 ? [`p-${id}`] : players,
      AcceptanceType,
    });
  }
}

describe('a ticket', () => {
  it('is completed without a session in a standalone matchmaker', async () => {
    const table = await Table.set(team(2, 2), { FlexMatchMode: 'STANDALONE' }, 'none');
    await table.start('t1');
    await table.start('t2');
    await table.caller.advance(1);
    const ticket = await table.ticket('t1');
    expect(ticket).toMatchObject({ Status: 'COMPLETED', Players: [{ PlayerId: 'p-t1', Team: 'red' }] });
    expect(ticket).not.toHaveProperty('GameSessionConnectionInfo');
    expect(await table.types()).toEqual([
      'MatchmakingSearching',
      'MatchmakingSearching',
      'PotentialMatchCreated',
      'MatchmakingSucceeded',
    ]);
  });

  it('times out after twelve hours, in milliseconds of real time', async () => {
    const table = await Table.set(team(2, 2), { RequestTimeoutSeconds: 43_200 });
    await table.start('t1');
    await table.caller.advance(43_199);
    expect(await table.statuses('t1')).toEqual(['SEARCHING']);
    await table.caller.advance(43_200);
    expect(await table.ticket('t1')).toMatchObject({
      Status: 'TIMED_OUT',
      StatusReason: 'TimedOut',
      StatusMessage: 'Removed from matchmaking due to timing out.',
    });
  });

  it('returns to the pool when the queue gives up, and is placed with the tickets that are there', async () => {
    const table = await Table.set(team(2, 2), { RequestTimeoutSeconds: 1000 });
    await table.caller.ok('UpdateGameSessionQueue', { Name: 'q1', TimeoutInSeconds: 30 });
    await table.start('t1');
    await table.start('t2');
    await table.caller.advance(1);
    expect(await table.statuses('t1', 't2')).toEqual(['PLACING', 'PLACING']);
    await table.caller.advance(31);
    expect(await table.statuses('t1', 't2')).toEqual(['PLACING', 'PLACING']);
    expect((await table.types()).filter((type) => type === 'MatchmakingSearching')).toHaveLength(4);
    expect(await table.types()).toContain('PlacementTimedOut');
    await table.caller.hosting('FULFILLED');
    expect(await table.statuses('t1', 't2')).toEqual(['COMPLETED', 'COMPLETED']);
  });

  it('fails when the placement fails', async () => {
    const table = await Table.set(team(2, 2));
    await table.start('t1');
    await table.start('t2');
    await table.caller.advance(1);
    await table.caller.hosting('ERROR');
    expect(await table.ticket('t1')).toMatchObject({ Status: 'FAILED', StatusReason: 'UNEXPECTED_ERROR' });
    expect(await table.types()).toContain('MatchmakingFailed');
  });

  it('reports how long others waited once there were others', async () => {
    const table = await Table.set(team(2, 2));
    await table.start('t1');
    await table.caller.advance(10);
    await table.start('t2');
    await table.caller.advance(11);
    const { MatchmakingTicket } = await table.start('t3');
    expect(MatchmakingTicket).toMatchObject({ EstimatedWaitTime: expect.any(Number) });
    expect((MatchmakingTicket as Seen).EstimatedWaitTime).toBeGreaterThan(0);
  });

  it('keeps its id for a day: the id is not used twice in that time', async () => {
    const table = await Table.set(team(2, 2));
    await table.start('t1');
    expect(
      await table.caller.fault('StartMatchmaking', {
        TicketId: 't1',
        ConfigurationName: 'duel',
        Players: [{ PlayerId: 'x' }],
      }),
    ).toBe('InvalidRequestException');
    await table.caller.ok('StopMatchmaking', { TicketId: 't1' });
    expect(await table.caller.fault('StopMatchmaking', { TicketId: 't1' })).toBe('InvalidRequestException');
    expect(await table.caller.fault('StopMatchmaking', { TicketId: 'unknown' })).toBe('NotFoundException');
    await table.caller.advance(24 * 3600 + 1);
    expect((await table.caller.ok('DescribeMatchmaking', { TicketIds: ['t1'] }))['TicketList']).toEqual([]);
  });

  it('is refused when an attribute has another type than the rule set declares', async () => {
    const table = await Table.set(team(2, 2, { playerAttributes: [{ name: 'skill', type: 'number' }] }));
    const start = (PlayerAttributes: Json): Promise<string> =>
      table.caller.fault('StartMatchmaking', {
        ConfigurationName: 'duel',
        Players: [{ PlayerId: 'p', PlayerAttributes }],
      });
    expect(await start({ skill: { S: '12' } })).toBe('InvalidRequestException');
    expect(await start({ skill: { N: 12 }, other: { S: 'undeclared' } })).toBe('none');
  });

  it('keeps its input: attributes of every type without repeats, latency, no team', async () => {
    const table = await Table.set(team(2, 2));
    const players = [
      {
        PlayerId: 'constructor',
        Team: 'red',
        PlayerAttributes: {
          s: { S: 'x' },
          n: { N: 1.5 },
          l: { SL: ['a', 'b', 'a'] },
          m: { SDM: { k: 2, __proto__x: 3 } },
        },
        LatencyInMs: { 'us-west-2': 20 },
      },
    ];
    const { MatchmakingTicket } = await table.caller.ok('StartMatchmaking', {
      TicketId: 't1',
      ConfigurationName: 'duel',
      Players: players,
    });
    expect((MatchmakingTicket as Seen).Players).toEqual([
      {
        PlayerId: 'constructor',
        PlayerAttributes: {
          s: { S: 'x' },
          n: { N: 1.5 },
          l: { SL: ['a', 'b'] },
          m: { SDM: { k: 2, __proto__x: 3 } },
        },
        LatencyInMs: { 'us-west-2': 20 },
      },
    ]);
  });
});

describe('acceptance', () => {
  const asks = { AcceptanceRequired: true, AcceptanceTimeoutSeconds: 30 };

  it('leads to placement once every player accepted; the first answer of a player counts', async () => {
    const table = await Table.set(team(2, 2), asks);
    await table.start('t1');
    await table.start('t2');
    await table.caller.advance(1);
    expect(await table.statuses('t1', 't2')).toEqual(['REQUIRES_ACCEPTANCE', 'REQUIRES_ACCEPTANCE']);
    expect(await table.answer('t1', 'ACCEPT')).toBe('none');
    expect(await table.answer('t1', 'ACCEPT')).toBe('InvalidRequestException');
    expect((await table.types()).filter((type) => type === 'AcceptMatch')).toHaveLength(1);
    expect(await table.answer('t1', 'REJECT')).toBe('InvalidRequestException');
    expect(await table.answer('t2', 'ACCEPT', 'p-t1')).toBe('InvalidRequestException');
    expect(await table.answer('t2', 'ACCEPT')).toBe('none');
    expect(await table.statuses('t1', 't2')).toEqual(['PLACING', 'PLACING']);
    expect(await table.answer('t2', 'ACCEPT')).toBe('InvalidRequestException');
    const completed = (await table.caller.events()).find(
      ({ detail }) => detail['type'] === 'AcceptMatchCompleted',
    );
    expect(completed?.detail).toMatchObject({
      acceptance: 'Accepted',
      tickets: [{ players: [{ accepted: true }] }, { players: [{ accepted: true }] }],
    });
  });

  it('drops the match when one of its tickets is stopped; the other searches on with its own clock', async () => {
    const table = await Table.set(team(2, 2), asks);
    await table.start('t1');
    await table.caller.advance(100);
    await table.start('t2');
    await table.caller.advance(101);
    expect(await table.statuses('t1', 't2')).toEqual(['REQUIRES_ACCEPTANCE', 'REQUIRES_ACCEPTANCE']);
    await table.caller.ok('StopMatchmaking', { TicketId: 't2' });
    expect(await table.ticket('t1')).toMatchObject({ Status: 'SEARCHING', StatusReason: 'AcceptanceFailed' });
    await table.caller.advance(121);
    expect(await table.statuses('t1', 't2')).toEqual(['TIMED_OUT', 'CANCELLED']);
  });

  it('accepts answers until its time is over, including the last moment', async () => {
    const table = await Table.set(team(2, 2), asks);
    await table.start('t1');
    await table.start('t2');
    await table.caller.advance(1);
    await table.caller.advance(30);
    expect(await table.answer('t1', 'ACCEPT')).toBe('none');
    expect(await table.statuses('t1', 't2')).toEqual(['REQUIRES_ACCEPTANCE', 'REQUIRES_ACCEPTANCE']);
    await table.caller.advance(30.001);
    expect(await table.statuses('t1', 't2')).toEqual(['SEARCHING', 'CANCELLED']);
    expect(await table.answer('t2', 'ACCEPT')).toBe('InvalidRequestException');
    expect(await table.ticket('t2')).toMatchObject({ StatusReason: 'Cancelled' });
  });

  it('does not time a ticket out while it waits for answers, but right after', async () => {
    const table = await Table.set(team(2, 2), asks);
    await table.start('t1');
    await table.caller.advance(100);
    await table.start('t2');
    await table.caller.advance(101);
    await table.answer('t1', 'ACCEPT');
    await table.caller.advance(125);
    expect(await table.statuses('t1')).toEqual(['REQUIRES_ACCEPTANCE']);
    await table.caller.advance(135);
    expect(await table.statuses('t1', 't2')).toEqual(['TIMED_OUT', 'CANCELLED']);
  });
});

describe('backfill', () => {
  const players = (ticket: Seen): readonly unknown[] => ticket.Players.map(({ PlayerId }) => PlayerId);

  it('continues by itself until the session is full, and informs the server each time', async () => {
    const table = await Table.set(team(2, 4), { BackfillMode: 'AUTOMATIC', RequestTimeoutSeconds: 600 });
    await table.start('t1');
    await table.start('t2');
    await table.caller.advance(1);
    const { gameSessionArn } = await table.caller.hosting('FULFILLED');
    const data = async (): Promise<{
      readonly autoBackfillTicketId: string | null;
      readonly autoBackfillMode: string | null;
      readonly teams: readonly { readonly players: readonly Json[] }[];
    }> => {
      const { GameSessions } = await table.caller.ok('DescribeGameSessions', {
        GameSessionId: gameSessionArn,
      });
      return JSON.parse(String((GameSessions as readonly Json[])[0]?.['MatchmakerData']));
    };
    const first = await data();
    expect(first.autoBackfillMode).toBe('AUTOMATIC');
    expect(players(await table.ticket(first.autoBackfillTicketId ?? ''))).toEqual(['p-t1', 'p-t2']);
    await table.start('t3');
    await table.caller.advance(3);
    expect(await table.ticket('t3')).toMatchObject({
      Status: 'COMPLETED',
      GameSessionConnectionInfo: {
        GameSessionArn: gameSessionArn,
        MatchedPlayerSessions: [{ PlayerId: 'p-t3' }],
      },
    });
    const second = await data();
    expect(second.teams[0]?.players).toHaveLength(3);
    expect(await table.statuses(first.autoBackfillTicketId ?? '', second.autoBackfillTicketId ?? '')).toEqual(
      ['COMPLETED', 'SEARCHING'].map((status, index) =>
        index === 1 ? expect.stringMatching(/QUEUED|SEARCHING/) : status,
      ),
    );
    await table.start('t4');
    await table.caller.advance(5);
    expect(await table.statuses('t4')).toEqual(['COMPLETED']);
    expect((await data()).autoBackfillTicketId).toBeNull();
    const updates = (await table.caller.state())['serverUpdates'] as readonly Json[];
    expect(updates.map(({ reason }) => reason)).toEqual([
      'MATCHMAKING_DATA_UPDATED',
      'MATCHMAKING_DATA_UPDATED',
    ]);
  });

  it('ends when its ticket is stopped, when a seated player looks for another match, and when the session ends', async () => {
    for (const how of ['stop', 'player', 'session'] as const) {
      const table = await Table.set(team(2, 3), { BackfillMode: 'AUTOMATIC', RequestTimeoutSeconds: 600 });
      await table.start('t1');
      await table.start('t2');
      await table.caller.advance(1);
      const { gameSessionArn } = await table.caller.hosting('FULFILLED');
      const open = ((await table.caller.state())['tickets'] as readonly (Json & Seen)[]).find(
        ({ Status, Players }) => Status === 'QUEUED' && Players.length === 2,
      );
      const id = String(open?.['TicketId']);
      if (how === 'stop') await table.caller.ok('StopMatchmaking', { TicketId: id });
      else if (how === 'player') await table.start('t9', 'p-t1');
      else
        await table.caller.ok('TerminateGameSession', {
          GameSessionId: gameSessionArn,
          TerminationMode: 'FORCE_TERMINATE',
        });
      expect(await table.statuses(id)).toEqual(['CANCELLED']);
      await table.caller.close();
    }
  });

  it('fails when the session accepts no more players: the newcomers search on, and the server is informed', async () => {
    const table = await Table.set(team(2, 4), { RequestTimeoutSeconds: 600 });
    await table.start('t1');
    await table.start('t2');
    await table.caller.advance(1);
    const { gameSessionArn } = await table.caller.hosting('FULFILLED');
    await table.caller.ok('StartMatchBackfill', {
      TicketId: 'b1',
      ConfigurationName: 'duel',
      GameSessionArn: gameSessionArn,
      Players: ['p-t1', 'p-t2'].map((PlayerId) => ({ PlayerId, Team: 'red' })),
    });
    await table.caller.ok('UpdateGameSession', {
      GameSessionId: gameSessionArn,
      MaximumPlayerSessionCount: 2,
    });
    await table.start('t3');
    await table.caller.advance(2);
    expect(await table.ticket('b1')).toMatchObject({ Status: 'FAILED', StatusReason: 'BackfillFailed' });
    expect(await table.ticket('t3')).toMatchObject({
      Status: 'SEARCHING',
      StatusReason: 'BackfillFailed',
      StatusMessage: expect.stringContaining('did not take the players'),
    });
    expect(
      ((await table.caller.state())['serverUpdates'] as readonly Json[]).map(
        ({ reason, backfillTicketId }) => `${String(reason)} ${String(backfillTicketId)}`,
      ),
    ).toEqual(['BACKFILL_FAILED b1']);
    expect(
      await table.caller.fault('StartMatchBackfill', {
        ConfigurationName: 'duel',
        GameSessionArn: gameSessionArn,
        Players: [],
      }),
    ).toBe('InvalidRequestException');
  });

  it('by hand replaces the older request for the session, and needs teams of the rule set', async () => {
    const table = await Table.set(team(2, 4), { RequestTimeoutSeconds: 600 });
    await table.start('t1');
    await table.start('t2');
    await table.caller.advance(1);
    const { gameSessionArn } = await table.caller.hosting('FULFILLED');
    const request = (TicketId: string, Team: string | undefined, more: Json = {}): Json => ({
      TicketId,
      ConfigurationName: 'duel',
      GameSessionArn: gameSessionArn,
      Players: ['p-t1', 'p-t2'].map((PlayerId) => ({ PlayerId, Team })),
      ...more,
    });
    expect(await table.caller.fault('StartMatchBackfill', request('b0', 'green'))).toBe(
      'InvalidRequestException',
    );
    expect(await table.caller.fault('StartMatchBackfill', request('b0', undefined))).toBe(
      'InvalidRequestException',
    );
    expect(
      await table.caller.fault(
        'StartMatchBackfill',
        request('b0', 'red', { GameSessionArn: 'arn:aws:gamelift:us-west-2::gamesession/fleet-1/none' }),
      ),
    ).toBe('NotFoundException');
    await table.caller.ok('StartMatchBackfill', request('b1', 'red'));
    await table.caller.ok('StartMatchBackfill', request('b2', 'red'));
    expect(await table.statuses('b1')).toEqual(['CANCELLED']);
    await table.start('t3');
    await table.caller.advance(2);
    expect(await table.statuses('b2', 't3')).toEqual(['COMPLETED', 'COMPLETED']);
  });
});

describe('configurations and rule sets', () => {
  it('may leave their queues behind for STANDALONE, and are found by names and by ARNs of this Region', async () => {
    const table = await Table.set(team(2, 2));
    expect(
      await table.caller.ok('UpdateMatchmakingConfiguration', { Name: 'duel', FlexMatchMode: 'STANDALONE' }),
    ).toMatchObject({ Configuration: { FlexMatchMode: 'STANDALONE' } });
    expect(
      await table.caller.fault('UpdateMatchmakingConfiguration', {
        Name: 'duel',
        GameSessionQueueArns: [queue],
      }),
    ).toBe('InvalidRequestException');
    const by = (ConfigurationName: string): Promise<string> =>
      table.caller.fault('StartMatchmaking', { ConfigurationName, Players: [{ PlayerId: 'p' }] });
    expect(await by('arn:aws:gamelift:us-west-2:111122223333:matchmakingconfiguration/duel')).toBe('none');
    // as the API Reference prints them
    expect(await by('arn:aws:gamelift:us-west-2::matchmakingconfiguration/duel')).toBe('none');
    expect(await by('arn:aws:gamelift:eu-west-1:111122223333:matchmakingconfiguration/duel')).toBe(
      'NotFoundException',
    );
    expect(
      await table.caller.fault('CreateMatchmakingConfiguration', {
        Name: 'far',
        RuleSetName: 'arn:aws:gamelift:eu-west-1:111122223333:matchmakingruleset/rs',
        AcceptanceRequired: false,
        RequestTimeoutSeconds: 10,
        FlexMatchMode: 'STANDALONE',
      }),
    ).toBe('NotFoundException');
  });

  it('are not deleted while they are in use', async () => {
    const table = await Table.set(team(2, 2));
    await table.start('t1');
    expect(await table.caller.fault('DeleteMatchmakingRuleSet', { Name: 'rs' })).toBe(
      'InvalidRequestException',
    );
    expect(await table.caller.fault('DeleteMatchmakingConfiguration', { Name: 'duel' })).toBe(
      'InvalidRequestException',
    );
    await table.caller.ok('StopMatchmaking', { TicketId: 't1' });
    await table.caller.ok('DeleteMatchmakingConfiguration', { Name: 'duel' });
    await table.caller.ok('DeleteMatchmakingRuleSet', {
      Name: 'arn:aws:gamelift:us-west-2:111122223333:matchmakingruleset/rs',
    });
    expect(
      (await table.caller.ok('DescribeMatchmakingConfigurations', { Names: ['duel'] }))['Configurations'],
    ).toEqual([]);
  });

  it('use a new rule set for waiting tickets', async () => {
    const table = await Table.set(team(3, 3));
    await table.start('t1');
    await table.start('t2');
    await table.caller.advance(5);
    expect(await table.statuses('t1', 't2')).toEqual(['SEARCHING', 'SEARCHING']);
    await table.caller.ok('CreateMatchmakingRuleSet', { Name: 'rs2', RuleSetBody: team(2, 2) });
    await table.caller.ok('UpdateMatchmakingConfiguration', { Name: 'duel', RuleSetName: 'rs2' });
    await table.caller.advance(6);
    expect(await table.statuses('t1', 't2')).toEqual(['PLACING', 'PLACING']);
  });

  it('are listed in pages that survive a deletion in between', async () => {
    const table = await Table.set(team(2, 2));
    for (let index = 0; index < 5; index += 1)
      await table.caller.ok('CreateMatchmakingRuleSet', { Name: `more-${index}`, RuleSetBody: team(2, 2) });
    const names: unknown[] = [];
    let token: unknown;
    do {
      const { RuleSets, NextToken } = await table.caller.ok('DescribeMatchmakingRuleSets', {
        Limit: 2,
        ...(token !== undefined && { NextToken: token }),
      });
      names.push(...(RuleSets as readonly Json[]).map(({ RuleSetName }) => RuleSetName));
      token = NextToken;
      if (names.length === 4) await table.caller.ok('DeleteMatchmakingRuleSet', { Name: 'more-0' });
    } while (token !== undefined);
    expect(names).toEqual(['rs', 'more-0', 'more-1', 'more-2', 'more-3', 'more-4']);
    const { NextToken } = await table.caller.ok('DescribeMatchmakingRuleSets', { Limit: 2 });
    for (const token of [
      'nonsense',
      `${String(NextToken)}x`,
      Buffer.from('{"o":3,"l":"x"}').toString('base64url'),
    ]) {
      expect(await table.caller.raw('DescribeMatchmakingRuleSets', { NextToken: token })).toMatchObject({
        status: 400,
        body: { __type: 'InvalidRequestException', Message: 'Invalid NextToken.' },
      });
    }
    expect(await table.caller.fault('DescribeGameSessionQueues', { NextToken })).toBe(
      'InvalidRequestException',
    ); // A token of another list.
    expect(await table.caller.fault('DescribeMatchmakingRuleSets', { NextToken, Limit: 1 })).toBe('none');
  });
});
