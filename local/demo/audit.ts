import { type HistoryEntryDocument, type Player } from '../../client/node';
import { type Counting } from '../../core/results';
import { type LeagueOutcome, type LeagueMatch } from './league';

/** Matches that are wins, draws and losses of a standing (core/results.ts). */
const inStatistics: ReadonlySet<Counting> = new Set<Counting>(['rated', 'too-short', 'same-opponents']);

/**
 * Compares what the bots saw with what the backend reports. Every finished match must be once in the
 * histories of all its bots, with the same outcomes. Wins + draws + losses must be the seats of the matches
 * that count in statistics. Other players may have taken part; their histories are not checked.
 * @returns the contradictions; empty when everything adds up
 */
export async function audit(league: LeagueOutcome, game: string): Promise<readonly string[]> {
  const reported = new Reported(league.players.map((player) => player.playerId));
  const problems: string[] = [];
  for (const player of league.players) {
    const entries = await wholeHistory(player);
    const standing = (await player.me()).standings.find((candidate) => candidate.game === game);
    const counted = standing === undefined ? 0 : standing.wins + standing.losses + standing.draws;
    problems.push(...reported.add(player.playerId, entries, counted));
  }
  for (const match of league.matches.values()) reported.seat(match.matchId, match.seats.values());
  return [
    ...problems,
    ...reported.missing(),
    ...[...league.matches.values()].flatMap((match) => reported.otherOutcomes(match)),
    ...reported.wrongSums(),
  ];
}

/** The matches, outcomes and counts that the backend reports of a league's bots. */
class Reported {
  /** This league's bots. */
  readonly #bots: ReadonlySet<string>;
  /** By match: the outcome in the history of each bot. */
  readonly #outcomes = new Map<string, Map<string, string>>();
  /** By match: this league's bots in it, according to any of them. */
  readonly #seated = new Map<string, Set<string>>();
  readonly #uncounted = new Set<string>();
  /** Matches in all standings. */
  #counted = 0;

  constructor(bots: readonly string[]) {
    this.#bots = new Set(bots);
  }

  /**
   * Takes a bot's history.
   * @param counted matches in the bot's standing
   * @returns contradictions in it
   */
  add(playerId: string, entries: readonly HistoryEntryDocument[], counted: number): string[] {
    const problems: string[] = [];
    for (const { matchId, outcome, opponents, counted: where } of entries) {
      const outcomes = this.#outcomes.get(matchId) ?? new Map<string, string>();
      if (outcomes.has(playerId)) problems.push(`match ${matchId} is twice in the history of ${playerId}`);
      outcomes.set(playerId, outcome);
      this.#outcomes.set(matchId, outcomes);
      this.seat(matchId, [playerId, ...opponents]);
      if (!inStatistics.has(where)) this.#uncounted.add(matchId);
    }
    const counting = entries.filter((entry) => inStatistics.has(entry.counted)).length;
    if (counted !== counting)
      problems.push(
        `${playerId} has ${counted} matches in the standing and ${counting} in the history that count`,
      );
    this.#counted += counted;
    return problems;
  }

  /** Players had a seat of a match. */
  seat(matchId: string, playerIds: Iterable<string>): void {
    const bots = this.#seated.get(matchId) ?? new Set<string>();
    for (const playerId of playerIds) if (this.#bots.has(playerId)) bots.add(playerId);
    this.#seated.set(matchId, bots);
  }

  /** Matches that are not in the histories of all their bots. */
  missing(): string[] {
    return [...this.#seated].flatMap(([matchId, bots]) => {
      const histories = this.#outcomes.get(matchId)?.size ?? 0;
      return histories === bots.size ? [] : [`match ${matchId} is in ${histories} of ${bots.size} histories`];
    });
  }

  /** Outcomes of a match that the histories have otherwise than the bots saw them. */
  otherOutcomes({ matchId, seats, outcomes }: LeagueMatch): string[] {
    const histories = this.#outcomes.get(matchId);
    return [...seats].flatMap(([seat, playerId]) => {
      const outcome = histories?.get(playerId);
      return outcome === 'void' || outcome === outcomes[seat]
        ? []
        : [`match ${matchId}: ${playerId} saw ${outcomes[seat]}, the history says ${outcome ?? 'nothing'}`];
    });
  }

  /** Wins + draws + losses that are not the seats of the matches that count. */
  wrongSums(): string[] {
    // A match whose end no bot saw (its server died right after) is in the histories all the same, and counts
    // there.
    const counting = [...this.#seated].filter(([matchId]) => !this.#uncounted.has(matchId));
    const seats = counting.reduce((sum, [, bots]) => sum + bots.size, 0);
    return this.#counted === seats
      ? []
      : [
          `wins + draws + losses = ${this.#counted}, but our bots had ${seats} seats in ` +
            `${counting.length} matches that count`,
        ];
  }
}

async function wholeHistory(player: Player): Promise<readonly HistoryEntryDocument[]> {
  const entries: HistoryEntryDocument[] = [];
  let cursor: string | undefined;
  do {
    const page = await player.history({ limit: 100, ...(cursor === undefined ? {} : { cursor }) });
    entries.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return entries;
}
