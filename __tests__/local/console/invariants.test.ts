import { describe, expect, it } from '@jest/globals';
import { gameName, gameSessionId, matchId, matchmakingName, playerId } from '../../../core/ids';
import { type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { brokenInvariants, type BrokenSince, type InvariantFacts } from '../../../local/console/invariants';
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

/** The lines at each look, while time is being changed: milliseconds of the machine, and the state then. */
function saidAt(...looks: ReadonlyArray<readonly [at: number, changed: Partial<InvariantFacts>]>) {
  let before: BrokenSince = new Map();
  return looks.map(([at, changed]) => {
    const { broken, since } = brokenInvariants(facts(changed), { now: at, steadySince: at }, before);
    before = since;
    return broken.map(({ says }) => says);
  });
}

/** The lines at the first look of a console, after the milliseconds in which the clock was not changed. */
const saidFirst = (steadyMs: number, changed: Partial<InvariantFacts>): readonly string[] =>
  brokenInvariants(facts(changed), { now: steadyMs, steadySince: 0 }, new Map()).broken.map(
    ({ says }) => says,
  );

/** The lines about a state that stays as it is for a minute of the machine. */
const said = (changed: Partial<InvariantFacts>): readonly string[] | undefined =>
  saidAt([0, changed], [60_000, changed]).at(-1);

const sessions = (...rows: readonly GameSessionRow[]) => new Map([[id.toString(), rows]]);
const nowhere = { sessions: new Map() };
/** The match has ended, and its process has not. */
const ended = { matches: [match({ status: 'finished' })] };

describe('invariants of the running backend', () => {
  it('hold while all parts work', () => {
    expect(said({})).toEqual([]);
  });

  it.each<[string, Partial<InvariantFacts>, RegExp]>([
    ['a match whose session is gone', nowhere, /active, and no game session has it/],
    [
      'a match in two sessions',
      { sessions: sessions(session(), session({ gameSessionId: 'two' })), hosted: new Set(['one', 'two']) },
      /2 live game sessions/,
    ],
    ['a session of an ended match', ended, /has ended, and its game session is still live/],
    ['a session without a process', { hosted: new Set() }, /without a process/],
    ['a ticket beyond its end', { tickets: [ticket({ deadline: now / 1000 - 20 })] }, /beyond its end/],
    ['a player in two tickets', { tickets: [ticket(), ticket({ ticketId: 'other' })] }, /two open tickets/],
    ['tables that accept no writes', { unwritable: 'no space' }, /no space/],
    ['an event that no function handled', { deadLetters: 2 }, /2 events/],
  ])('report %s', (_, changed, expected) => {
    expect(said(changed)).toEqual([expect.stringMatching(expected)]);
  });

  it('ignore a match that is being placed', () => {
    const placing = match({ hosting: { kind: 'placing', attempt: 1, since: now } });
    expect(said({ ...nowhere, matches: [placing] })).toEqual([]);
  });

  it('settle in the time of the machine: a step of the backend by a day reports nothing', () => {
    const late = { now: now + 86_400_000 };
    expect(
      saidAt(
        [0, { ...late, ...nowhere, hosted: new Set() }],
        [14_999, { ...late, ...nowhere, hosted: new Set() }],
        [20_000, { ...late, tickets: [] }],
      ),
    ).toEqual([[], [], []]);
    const read = { ...late, ...ended, tickets: [] };
    expect(saidAt([0, read], [59_999, read])).toEqual([[], []]);
  });

  it('are reported in time that stands still, once each look of their grace has seen them broken', () => {
    const broken = /no game session/;
    expect(saidAt([0, nowhere], [10_000, nowhere], [15_000, nowhere])).toEqual([
      [],
      [],
      [expect.stringMatching(broken)],
    ]);
    // It held in between, so that the grace begins again.
    expect(saidAt([0, nowhere], [10_000, {}], [20_000, nowhere], [34_999, nowhere])).toEqual([
      [],
      [],
      [],
      [],
    ]);
    // Of the next server, another one is missing.
    const next = { ...nowhere, matches: [match({ hosting: { kind: 'live', attempt: 1, since: now } })] };
    expect(saidAt([0, nowhere], [20_000, next])).toEqual([[], []]);
  });

  it('are reported at the first look where they have been broken for their grace', () => {
    const broken = [expect.stringMatching(/no game session/)];
    expect(saidFirst(15_000, nowhere)).toEqual(broken);
    // The clock was changed within the grace, so that its ages tell nothing.
    expect(saidFirst(14_999, nowhere)).toEqual([]);
    const endedAgo = (seconds: number): Partial<InvariantFacts> => ({
      sessions: sessions(session({ status: 'TERMINATED', terminationTime: now / 1000 - seconds })),
    });
    expect([14, 15].map((seconds) => saidFirst(15_000, endedAgo(seconds)))).toEqual([[], broken]);
    // An ended match keeps its process for a minute; no state tells since when a process is gone.
    expect(saidFirst(59_999, ended)).toEqual([]);
    expect(saidFirst(60_000, ended)).toEqual([expect.stringMatching(/has ended/)]);
    expect(saidFirst(60_000, { hosted: new Set() })).toEqual([]);
  });

  it('report at once what stays until a person acts', () => {
    expect(saidAt([0, { deadLetters: 1, unwritable: 'no space' }])).toEqual([
      [expect.stringMatching(/no space/), expect.stringMatching(/1 events/)],
    ]);
  });
});
