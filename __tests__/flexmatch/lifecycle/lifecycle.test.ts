import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answer, stateOfProposal, type Proposal, settle } from '../../../flexmatch/lifecycle/proposal';
import {
  isOver,
  mayTake,
  type TicketStep,
  take,
  type Ticket,
  type GameLiftTicketStatus,
  gameLiftTicketStatuses,
} from '../../../flexmatch/lifecycle/ticket';
import { tries } from '../../../testing/effort';

const fresh: Ticket = {
  ticketId: 't',
  configurationName: 'duel',
  configurationArn: 'arn',
  status: 'QUEUED',
  startTime: 100,
  deadline: 220,
  players: [{ playerId: 'p', attributes: {} }],
};
const steps: readonly TicketStep[] = [
  { kind: 'search' },
  { kind: 'propose', matchId: 'm', acceptance: true, teamOf: () => 'red' },
  { kind: 'propose', matchId: 'm', acceptance: false, teamOf: () => 'red' },
  { kind: 'place' },
  { kind: 'return', because: 'others-refused' },
  { kind: 'return', because: 'queue-timed-out' },
  { kind: 'complete', time: 150 },
  { kind: 'cancel', time: 150, because: 'requested' },
  { kind: 'time-out', time: 220 },
  { kind: 'fail', time: 150, reason: 'r', message: 'm' },
];

describe('the life of a ticket', () => {
  it('on every path: a ticket has an end once it is over, a fixed start, and no team while it waits', () => {
    const reached = new Set<GameLiftTicketStatus>();
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 15 }), (road) => {
        let ticket = fresh;
        for (const step of road) {
          if (!mayTake(ticket, step.kind)) {
            expect(() => take(ticket, step)).toThrow(RangeError);
            continue;
          }
          expect(isOver(ticket.status)).toBe(false);
          ticket = take(ticket, step);
          reached.add(ticket.status);
          expect(ticket.endTime !== undefined).toBe(isOver(ticket.status));
          expect(ticket).toMatchObject({ ticketId: 't', startTime: 100, deadline: 220 });
          if (ticket.status === 'QUEUED' || ticket.status === 'SEARCHING')
            expect({ team: ticket.players[0]?.team, match: ticket.matchId }).toEqual({
              team: undefined,
              match: undefined,
            });
          if (ticket.status === 'PLACING' || ticket.status === 'REQUIRES_ACCEPTANCE')
            expect({ team: ticket.players[0]?.team, match: ticket.matchId }).toEqual({
              team: 'red',
              match: 'm',
            });
        }
      }),
      { numRuns: tries(200) },
    );
    expect(new Set([...reached, 'QUEUED'])).toEqual(new Set(gameLiftTicketStatuses));
  });

  it('a ticket that is being placed cannot be cancelled', () => {
    const placing = take(take(fresh, { kind: 'search' }), {
      kind: 'propose',
      matchId: 'm',
      acceptance: false,
      teamOf: () => 'red',
    });
    expect(placing.status).toBe('PLACING');
    expect(mayTake(placing, 'cancel')).toBe(false);
  });

  it('a backfill ticket keeps its teams when it is searched again', () => {
    const backfill: Ticket = {
      ...fresh,
      status: 'SEARCHING',
      backfill: { automatic: false },
      players: [{ playerId: 'p', attributes: {}, team: 'blue' }],
    };
    const proposed = take(backfill, {
      kind: 'propose',
      matchId: 'm',
      acceptance: true,
      teamOf: () => undefined,
    });
    expect(take(proposed, { kind: 'return', because: 'others-refused' })).toMatchObject({
      status: 'SEARCHING',
      players: [{ team: 'blue' }],
    });
  });

  it('reports why it is searched again, and clears the reason with the next match', () => {
    const searching = take(fresh, { kind: 'search' });
    const back = take(
      take(searching, { kind: 'propose', matchId: 'm', acceptance: true, teamOf: () => 'red' }),
      { kind: 'return', because: 'others-refused' },
    );
    expect(back).toMatchObject({ statusReason: 'AcceptanceFailed', statusMessage: expect.any(String) });
    expect(
      take(back, { kind: 'propose', matchId: 'n', acceptance: true, teamOf: () => 'red' }),
    ).not.toHaveProperty('statusReason');
  });
});

describe('a proposed match', () => {
  const proposal: Proposal = {
    matchId: 'm',
    answers: {},
    tickets: [
      { ticketId: 't1', playerIds: ['a', 'b'] },
      { ticketId: 't2', playerIds: ['constructor'] },
      { ticketId: 'bf', playerIds: [] },
    ],
  };
  const taken = (from: Proposal, ...given: readonly [string, readonly string[], boolean][]): Proposal =>
    given.reduce((now, [ticket, players, accepted]) => {
      const next = answer(now, ticket, players, accepted);
      if ('refused' in next) throw new Error(next.refused);
      return next;
    }, from);

  it('is accepted when every player of every ticket but the backfill ticket has accepted', () => {
    expect(stateOfProposal(proposal)).toBe('open');
    expect(stateOfProposal(taken(proposal, ['t1', ['a', 'b'], true]))).toBe('open');
    expect(stateOfProposal(taken(proposal, ['t1', ['a', 'b'], true], ['t2', ['constructor'], true]))).toBe(
      'accepted',
    );
  });

  it('is rejected by one player, at once; only tickets that were all accepted are searched again', () => {
    const rejected = taken(
      proposal,
      ['t2', ['constructor'], true],
      ['t1', ['a'], true],
      ['t1', ['b'], false],
    );
    expect(stateOfProposal(rejected)).toBe('rejected');
    expect(settle(rejected)).toEqual({ rejecting: ['t1'], silent: [], returning: ['t2', 'bf'] });
    expect(settle(taken(proposal, ['t1', ['a'], true]))).toEqual({
      rejecting: [],
      silent: ['t1', 't2'],
      returning: ['bf'],
    });
  });

  it.each<[string, string, readonly string[], boolean]>([
    ['a ticket of another match', 't9', ['a'], true],
    ['a player of another ticket', 't1', ['constructor'], true],
    ['a player of the backfill ticket', 'bf', ['a'], true],
    ['another answer than before', 't1', ['a'], false],
    ['the same answer again', 't1', ['a'], true],
    ['a player who has answered beside one who has not', 't1', ['b', 'a'], true],
  ])('refuses the answer of %s', (_what, ticket, players, accepted) => {
    expect(answer(taken(proposal, ['t1', ['a'], true]), ticket, players, accepted)).toEqual({
      refused: expect.any(String),
    });
  });

  it('always moves every ticket to a next state, once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'constructor'), fc.boolean()), { maxLength: 6 }),
        (given) => {
          let now = proposal;
          for (const [player, accepted] of given) {
            const next = answer(now, player === 'constructor' ? 't2' : 't1', [player], accepted);
            if (!('refused' in next)) now = next;
          }
          const { rejecting, silent, returning } = settle(now);
          expect([...rejecting, ...silent, ...returning].sort()).toEqual(['bf', 't1', 't2']);
          expect(stateOfProposal(now) === 'rejected').toBe(rejecting.length > 0);
          expect(stateOfProposal(now) === 'accepted').toBe(rejecting.length + silent.length === 0);
        },
      ),
    );
  });
});
