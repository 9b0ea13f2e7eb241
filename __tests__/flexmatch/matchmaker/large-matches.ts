import { describe, expect, it } from '@jest/globals';
import { createMatchmaker, type Matchmaker, type PoolTicket, type RuleSet } from '../../../flexmatch';
import { parseRules, ticket, party, addAll } from './matchmaking';

export function largeMatches(): void {
  describe('large matches', () => {
    const body = (teams: object[], more: object = {}): RuleSet =>
      parseRules({
        playerAttributes: [{ name: 'skill', type: 'number', default: 5 }],
        algorithm: { strategy: 'balanced', balancedAttribute: 'skill', ...more },
        teams,
        rules: [{ name: 'Ping', type: 'latency', maxLatency: 100 }],
      });
    const hunters = [
      { name: 'Monsters', minPlayers: 5, maxPlayers: 5 },
      { name: 'Hunters', minPlayers: 10, maxPlayers: 15, quantity: 10 },
    ];
    const players = (count: number, latency: Record<string, number> = { east: 50 }): PoolTicket[] =>
      Array.from({ length: count }, (_, index) =>
        ticket(`t${index}`, { skill: (index * 37) % 101 }, {}, latency),
      );
    const sizes = (matchmaker: Matchmaker): number[][] =>
      matchmaker.tick(0).matches.map((match) => match.teams.map((team) => team.playerIds.length));

    it('fills teams in the documented order', () => {
      expect(sizes(addAll(createMatchmaker(body(hunters), { seed: 1 }), players(155)))).toEqual([
        [5, ...Array<number>(10).fill(15)],
      ]);
      const [some] = sizes(addAll(createMatchmaker(body(hunters), { seed: 1 }), players(128)));
      expect(some?.[0]).toBe(5);
      expect(new Set(some?.slice(1))).toEqual(new Set([12, 13]));
      expect(sizes(addAll(createMatchmaker(body(hunters), { seed: 1 }), players(104)))).toEqual([]);
    });

    it('keeps the teams even, and parties together', () => {
      const parties = Array.from({ length: 60 }, (_, index) =>
        party(`g${index}`, 1 + (index % 4), (index * 53) % 100),
      ).map((one) => ({
        ...one,
        players: one.players.map((player) => ({ ...player, latencyMs: { east: 50 } })),
      }));
      const [match] = addAll(createMatchmaker(body(hunters), { seed: 1 }), parties).tick(0).matches;
      if (match === undefined) throw new Error('no match was formed');
      const skill = new Map(
        parties.flatMap((one) =>
          one.players.map((player) => [player.playerId, Number(player.attributes['skill'])] as const),
        ),
      );
      const averages = match.teams.map(
        (team) => team.playerIds.reduce((sum, id) => sum + (skill.get(id) ?? 0), 0) / team.playerIds.length,
      );
      expect(Math.max(...averages) - Math.min(...averages)).toBeLessThan(20);
      for (const one of parties)
        expect(
          match.teams.filter((team) => one.players.some((player) => team.playerIds.includes(player.playerId)))
            .length,
        ).toBeLessThanOrEqual(1);
    });

    it('needs one acceptable location in common', () => {
      const one = [{ name: 'all', minPlayers: 45, maxPlayers: 60 }];
      const tickets = [
        ...players(30),
        ...players(30, { west: 50 }).map((other) => ({ ...other, ticketId: `w${other.ticketId}` })),
      ];
      expect(addAll(createMatchmaker(body(one), { seed: 1 }), tickets).tick(0).matches).toEqual([]);
    });

    it('completes a running session with at most one backfill ticket and never with it alone', () => {
      const one = [{ name: 'all', minPlayers: 41, maxPlayers: 60 }];
      const backfill = (id: string): PoolTicket => ({
        ticketId: id,
        startTime: 5,
        backfill: {},
        players: Array.from({ length: 55 }, (_, index) => ({
          playerId: `${id}-${index}`,
          attributes: {},
          latencyMs: { east: 50 },
          team: 'all',
        })),
      });
      const matchmaker = addAll(createMatchmaker(body(one), { seed: 1 }), [backfill('x'), backfill('y')]);
      expect(matchmaker.tick(5).matches).toEqual([]);
      addAll(matchmaker, players(3));
      const [match] = matchmaker.tick(6).matches;
      expect(match?.backfillTicketId).toBe('x');
      expect(match?.ticketIds).toHaveLength(4);
    });
  });
}
