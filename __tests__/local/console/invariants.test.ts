import { describe, expect, it } from '@jest/globals';
import { gameName, gameSessionId, matchId, matchmakingName, playerId } from '../../../core/ids';
import { type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { brokenInvariants, type InvariantFacts } from '../../../local/console/invariants';
import { type GameSessionRow } from '../../../local/gamelift/sessions/rows';
import { type MatchRecord } from '../../../store';

const now = Date.parse('2026-11-28T12:00:00Z');
const id = matchId('00000000-0000-4000-8000-000000000001');
const [ada, bob] = ['1', '2'].map((last) => playerId(`p-00000000-0000-4000-8000-00000000000${last}`));

const match = (changed: Partial<MatchRecord> = {}): MatchRecord => ({
  header: {
    matchId: id,
    game: gameName('tic-tac-toe'),
    rulesVersion: 1,
    seed: '0'.repeat(32),
    seats: [ada, bob].flatMap((player) => player ?? []),
    teams: [0, 1],
    options: {},
    bots: [],
    origin: 'matchmaking',
    matchmaking: matchmakingName('duel'),
    rated: true,
    startedAt: now - 120_000,
  },
  status: 'active',
  ownerEpoch: 1,
  gameSessionId: gameSessionId('arn:aws:gamelift:eu-west-1::gamesession/f/1'),
  hosting: { kind: 'live', attempt: 0, since: now - 120_000 },
  ...changed,
});

const session = (changed: Partial<GameSessionRow> = {}): GameSessionRow => ({
  gameSessionId: 'one',
  fleetId: 'fleet-1',
  fleetArn: 'arn',
  location: 'eu-west-1',
  status: 'ACTIVE',
  creationTime: now / 1000 - 120,
  maximumPlayers: 2,
  gameProperties: [],
  creationPolicy: 'ACCEPT_ALL',
  protection: 'NoProtection',
  ...changed,
});

const ticket = (changed: Partial<Ticket> = {}): Ticket => ({
  ticketId: '00000000-0000-4000-8000-000000000009',
  configurationName: 'turnlift-laptop-duel',
  configurationArn: 'arn',
  status: 'SEARCHING',
  startTime: now / 1000 - 60,
  deadline: now / 1000 + 60,
  players: [{ playerId: ada ?? '', attributes: {} }],
  ...changed,
});

const facts = (changed: Partial<InvariantFacts> = {}): InvariantFacts => ({
  now,
  tickets: [ticket()],
  matches: [match()],
  sessions: new Map([[id.toString(), [session()]]]),
  hosted: new Set(['one']),
  unwritable: undefined,
  deadLetters: 0,
  ...changed,
});

const said = (changed: Partial<InvariantFacts>): readonly string[] =>
  brokenInvariants(facts(changed)).map(({ says }) => says);

describe('invariants of the running backend', () => {
  it('hold while all parts work', () => {
    expect(brokenInvariants(facts())).toEqual([]);
  });

  it.each<[string, Partial<InvariantFacts>, RegExp]>([
    ['a match whose session is gone', { sessions: new Map() }, /active, and no game session has it/],
    [
      'a match in two sessions',
      {
        sessions: new Map([[id.toString(), [session(), session({ gameSessionId: 'two' })]]]),
        hosted: new Set(['one', 'two']),
      },
      /2 live game sessions/,
    ],
    ['a session without a process', { hosted: new Set() }, /without a process/],
    ['a ticket beyond its end', { tickets: [ticket({ deadline: now / 1000 - 20 })] }, /beyond its end/],
    ['a player in two tickets', { tickets: [ticket(), ticket({ ticketId: 'other' })] }, /two open tickets/],
    ['tables that accept no writes', { unwritable: 'no space' }, /no space/],
    ['an event that no function handled', { deadLetters: 2 }, /2 events/],
  ])('report %s', (_, changed, expected) => {
    expect(said(changed)).toEqual([expect.stringMatching(expected)]);
  });

  it('ignore steps that are still in progress', () => {
    const ended = session({ status: 'TERMINATED', terminationTime: now / 1000 - 5 });
    expect(said({ sessions: new Map([[id.toString(), [ended]]]) })).toEqual([]);
    expect(
      said({
        sessions: new Map(),
        matches: [match({ hosting: { kind: 'placing', attempt: 1, since: now } })],
      }),
    ).toEqual([]);
    expect(
      said({
        hosted: new Set(),
        sessions: new Map([[id.toString(), [session({ creationTime: now / 1000 - 2 })]]]),
      }),
    ).toEqual([]);
  });
});
