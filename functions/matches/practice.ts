import { startPractice } from '../../contract/rest/practice';
import { middleOf } from '../../core/bots/bot';
import { type Game } from '../../core/define';
import { matchId } from '../../core/ids';
import { MatchChance, seededChance } from '../../core/match/chance';
import { arrangedTeams } from '../../definition/arranged-teams';
import { type HttpApp } from '../shared/http/app';
import { checkSeat, askedGame, invalidField, askedOptions, askedSeats } from '../shared/http/asked-game';
import { sessionEnded, signedInCaller } from '../shared/http/open-session';
import { amongBots } from '../shared/matches/arranged-header';
import { type MatchesDependencies } from './dependencies';
import { arrangeMatch, refuseTooMany } from './arrange';

/** Adds the routes of matches against the bot of a game. */
export function addPracticeRoutes(app: HttpApp, dependencies: MatchesDependencies): void {
  const { backend, newId, newSeed } = dependencies;

  app.openapi(startPractice.schemas, async (c) => {
    const { playerId } = await signedInCaller(dependencies, c);
    const body = c.req.valid('json');
    const game = askedGame(backend, body.game);
    const options = askedOptions(game, body.options);
    const strength = strengthOf(game, body.strength);
    const seats = askedSeats(game, body.seats);
    checkSeat(body.seat, seats);
    await refuseTooMany(dependencies, playerId, 'practice');
    const seat = body.seat ?? new MatchChance(seededChance(newSeed())).below(seats);
    const match = await arrangeMatch(dependencies, {
      matchId: matchId(newId()),
      game,
      options,
      sitters: amongBots(playerId, seat, seats, strength),
      teams: arrangedTeams(backend, game, seats),
      origin: 'practice',
    });
    if (match === undefined) throw sessionEnded();
    const { header } = match;
    return c.json({ matchId: header.matchId, seat }, 201, {
      'cache-control': 'no-store',
      location: `/v1/matches/${header.matchId}`,
    });
  });
}

/** @throws ApiProblem naming the strengths of the game's bot */
function strengthOf({ name, botLevels }: Game, asked: string | undefined): string {
  if (botLevels.length === 0) throw invalidField('/game', `must be a game with a bot: ${name} has none`);
  const strength = asked ?? middleOf(botLevels) ?? '';
  if (!botLevels.includes(strength))
    throw invalidField('/strength', `must be a strength of the bot of ${name}: ${botLevels.join(', ')}`);
  return strength;
}
