import { rematch as rematchRoute } from '../../contract/rest/rematch';
import { isBotId } from '../../core/bots/bot-ids';
import { type MatchId, matchId, type PlayerId } from '../../core/ids';
import { type MatchHeader } from '../../core/match/log';
import { type MatchRecord } from '../../store/matches';
import { mayPlay } from '../../store/may-play';
import { type Rematch } from '../../store/rematch-row';
import { type HttpApp } from '../shared/http/app';
import { askedGame } from '../shared/http/asked-game';
import { signedInCaller } from '../shared/http/open-session';
import { rematchMs } from '../../contract/rematch-window';
import { ApiProblem } from '../shared/http/problem';
import { type Sitter } from '../shared/matches/arranged-header';
import { arrangeMatch, refuseTooMany } from './arrange';
import { type MatchesDependencies } from './dependencies';
import { knownMatch } from './known-match';

/** Adds the routes of rematches: the same players, sides swapped, without a queue. */
export function addRematchRoutes(app: HttpApp, dependencies: MatchesDependencies): void {
  const { backend, matches, rematches, accounts, newId, now } = dependencies;

  app.openapi(rematchRoute.schemas, async (c) => {
    const { playerId } = await signedInCaller(dependencies, c);
    const match = await knownMatch(matches, c.req.valid('param').id);
    const { header, ending, status } = match;
    if (!header.seats.includes(playerId)) throw new ApiProblem('not-in-match');
    if (status === 'active') throw new ApiProblem('match-not-ended');
    const before = await rematches.get(header.matchId);
    const agreed =
      before?.agreed.includes(playerId) === true
        ? before
        : await agree(header, playerId, ending, before?.matchId ?? matchId(newId()));
    return c.json(rematchDocument(header, agreed, await beginOnceAgreed(header, agreed)), 200, {
      'cache-control': 'no-store',
    });
  });

  async function agree(
    header: MatchHeader,
    playerId: PlayerId,
    ending: MatchRecord['ending'],
    next: MatchId,
  ): Promise<Rematch> {
    const [at, openUntil] = [now(), (ending?.endedAt ?? -Infinity) + rematchMs];
    if (at > openUntil) throw new ApiProblem('rematch-over');
    await refuseTooMany(dependencies, playerId, header.origin === 'practice' ? 'practice' : 'rematch');
    const { game, seats } = header;
    const players = await Promise.all(seats.map((id) => accounts.get(id)));
    if (!players.every((account) => mayPlay(account, at))) throw playerRemoved();
    return rematches.agree(header.matchId, playerId, next, { game, seats, at, openUntil });
  }

  /** The match, once all players have agreed. The caller that finds that it does not exist yet makes it. */
  async function beginOnceAgreed(header: MatchHeader, agreed: Rematch): Promise<MatchHeader | undefined> {
    if (!agreedByAll(header, agreed)) return undefined;
    const found = await matches.get(agreed.matchId);
    if (found !== undefined) return found.header;
    const { sitters, teams } = swapped(header);
    const arranged = await arrangeMatch(dependencies, {
      matchId: agreed.matchId,
      game: askedGame(backend, header.game),
      options: header.options,
      sitters,
      teams,
      origin: header.origin === 'practice' ? 'practice' : 'rematch',
    });
    if (arranged === undefined) throw playerRemoved();
    return arranged.header;
  }
}

/** A player of the match was deleted or is banned. */
const playerRemoved = (): ApiProblem =>
  new ApiProblem('rematch-over', 'A player of the match may not play any more.');

const agreedByAll = ({ seats }: MatchHeader, { agreed }: Rematch): boolean =>
  seats.every((player) => isBotId(player) || agreed.includes(player));

/** The state of a match's rematch, for its players. */
export function rematchDocument({ seats }: MatchHeader, { agreed }: Rematch, next: MatchHeader | undefined) {
  return {
    agreed: agreed.map((player) => seats.indexOf(player)),
    ...(next === undefined ? {} : { matchId: next.matchId }),
  };
}

/**
 * The sides of the next match: each team takes the place of the team before it, the first that of the last.
 */
export function swapped({ seats, bots, teams }: MatchHeader): {
  readonly sitters: readonly Sitter[];
  readonly teams: readonly number[];
} {
  const sides = [...new Set(teams)].map((team) =>
    seats.flatMap((player: PlayerId, seat): readonly Sitter[] => {
      if (teams[seat] !== team) return [];
      const bot = bots.find((each) => each.seat === seat);
      return [bot === undefined ? player : { strength: bot.strength }];
    }),
  );
  const turned = [...sides.slice(1), ...sides.slice(0, 1)];
  return { sitters: turned.flat(), teams: turned.flatMap((side, team) => side.map(() => team)) };
}
