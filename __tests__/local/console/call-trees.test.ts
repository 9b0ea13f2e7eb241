import { describe, expect, it } from '@jest/globals';
import { commandId, matchId } from '../../../core/ids';
import { type LogEntry } from '../../../core/match/log';
import { invocationTree, scriptTrees } from '../../../local/console/call-trees';
import { foldPolls } from '../../../local/console/folded-polls';
import { type Traced } from '../../../local/console/service-calls';
import { WatchedCall } from '../../../local/dynamodb/watched';
import { type WatchedInvocation } from '../../../local/lambda';
import { entryRow } from '../../../store/entry-row';

const match = matchId('00000000-0000-4000-8000-000000000001');
const ticket = '00000000-0000-4000-8000-000000000002';
const player = 'p-00000000-0000-4000-8000-000000000003';
const endpoints = { api: 'http://api', dynamodb: 'http://db', gamelift: 'http://gl', region: 'eu-west-1' };
const tables = {
  players: 't-players',
  tickets: 't-tickets',
  matches: 't-matches',
  leaderboards: 't-leaderboards',
  ranks: 't-ranks',
  deliveries: 't-deliveries',
};

/** A row as it goes over the wire. */
const marshalled = (row: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'number' ? { N: String(value) } : { S: String(value) },
    ]),
  );

function traced(operation: string, at: number, request: Record<string, unknown>): Traced {
  const watched = new WatchedCall({
    operation,
    at,
    milliseconds: 1,
    trace: undefined,
    request,
    consumed: { TableName: 't-matches', CapacityUnits: 1 },
  });
  const keys = watched.rows.map(({ pk, sk }) => `${pk} ${sk}`);
  const call = { service: 'dynamodb' as const, operation, at, milliseconds: 1, tables: [], keys, units: 1 };
  return { requestId: undefined, call: { ...call, shell: '' }, watched };
}

describe('what a script does', () => {
  const entry: LogEntry = {
    kind: 'command',
    sequence: 7,
    commandId: commandId('00000000-0000-4000-8000-000000000009'),
    seat: 1,
    at: 1_000,
    action: { kind: 'play', command: { cell: 4 } },
  };
  const put = (at: number) =>
    traced('PutItem', at, {
      TableName: tables.matches,
      Item: marshalled(entryRow(match, entry, { epoch: 1 })),
    });

  it('is a move of a seat in a match, where it adds an entry to a log', () => {
    const [tree] = scriptTrees([put(1_000)], tables);
    expect(tree).toMatchObject({
      kind: 'script',
      title: 'writes entry',
      matchId: match,
      entry: { sequence: 7, seat: 1, action: { kind: 'play', command: { cell: 4 } } },
    });
  });

  it('is else what it reads and writes, and of whom', () => {
    const [read, written] = scriptTrees(
      [
        traced('BatchGetItem', 1_000, {
          RequestItems: { 't-players': { Keys: [marshalled({ pk: `P#${player}`, sk: 'PROFILE' })] } },
        }),
        put(2_000),
      ],
      tables,
    );
    expect(read).toMatchObject({ title: 'reads profile', playerIds: [player] });
    expect(read?.entry).toBeUndefined();
    expect(written?.matchId).toBe(match);
  });
});

const asked = (requestId: string, at: number, method: string, path: string): WatchedInvocation => ({
  function: 'tickets',
  requestId,
  at,
  milliseconds: 2,
  event: {
    routeKey: `${method} /v1/tickets${path === '' ? '' : '/{ticketId}'}`,
    rawPath: `/v1/tickets${path}`,
    rawQueryString: '',
    requestContext: { http: { method }, authorizer: { jwt: { claims: { sub: player } } } },
  },
  result: { ok: true, payload: { statusCode: 200 } },
});

describe('requests', () => {
  const tree = (one: WatchedInvocation) => invocationTree(one, [], endpoints);

  it('of a page that waits are one line, as others come between them', () => {
    const polls = [5_000, 4_000, 3_000].map((at) => tree(asked(`poll ${at}`, at, 'GET', `/${ticket}`)));
    const [newest, between, first] = polls;
    const other = tree(asked('other', 4_500, 'POST', ''));
    const later = tree(asked('later', 60_000, 'GET', `/${ticket}`));
    const folded = foldPolls([later, newest, other, between, first].flatMap((one) => one ?? []));
    expect(folded.map(({ at, repeats }) => [at, repeats])).toEqual([
      [60_000, undefined],
      [5_000, { count: 3, since: 3_000 }],
      [4_500, undefined],
    ]);
    // The line keeps its name while it grows, so that it stays open.
    const grown = foldPolls([tree(asked('poll 6', 6_000, 'GET', `/${ticket}`)), ...polls]);
    expect(grown[0]?.id).toBe(folded[1]?.id);
  });

  it('that change something are never folded, nor those of other players', () => {
    const twice = [2_000, 1_000].map((at) => tree(asked(`post ${at}`, at, 'POST', '')));
    expect(foldPolls(twice)).toHaveLength(2);
    const polls = [2_000, 1_000].map((at) => tree(asked(`get ${at}`, at, 'GET', `/${ticket}`)));
    expect(foldPolls(polls.map((one, index) => ({ ...one, playerIds: [String(index)] })))).toHaveLength(2);
  });

  it('and events name the ticket and the match that they are about', () => {
    const { call } = traced('PutItem', 1, {
      TableName: tables.tickets,
      Item: marshalled({ pk: `T#${ticket}`, sk: 'TICKET' }),
    });
    expect(invocationTree(asked('one', 1, 'POST', ''), [call], endpoints).ticketIds).toEqual([ticket]);
    const event: WatchedInvocation = {
      ...asked('event', 1, 'POST', ''),
      event: {
        detail: {
          type: 'MatchmakingSucceeded',
          matchId: match,
          tickets: [{ ticketId: ticket, players: [{ playerId: player }] }],
        },
      },
    };
    expect(invocationTree(event, [], endpoints)).toMatchObject({
      title: 'tickets: MatchmakingSucceeded',
      matchId: match,
      ticketIds: [ticket],
      playerIds: [player],
    });
  });
});
