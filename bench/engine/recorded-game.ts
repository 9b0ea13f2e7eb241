import { type DefinedGame, type Game } from '../../core/define';
import { type CommandId, commandId, matchId, matchmakingName, playerId } from '../../core/ids';
import { type Json } from '../../core/json';
import { MatchChance, seededChance } from '../../core/match/chance';
import { type MatchHeader } from '../../core/match/log';

export const setup = { seats: 2, teams: [0, 1], options: {} };

/** A game with the commands of one match, which every measured way of playing applies in turn. */
export interface RecordedGame<State extends Json, Command extends Json, View extends Json> {
  readonly game: DefinedGame<State, Command, View>;
  readonly header: MatchHeader;
  readonly moves: readonly { readonly seat: number; readonly command: Command; readonly id: CommandId }[];
}

const headerOf = (game: Game): MatchHeader => ({
  matchId: matchId('00000000-0000-4000-8000-000000000001'),
  game: game.name,
  rulesVersion: game.version,
  seed: '1'.repeat(32),
  teams: [0, 1],
  options: {},
  bots: [],
  origin: 'matchmaking',
  matchmaking: matchmakingName('duel'),
  rated: true,
  startedAt: 0,
  seats: [
    playerId('p-00000000-0000-4000-8000-000000000000'),
    playerId('p-00000000-0000-4000-8000-000000000001'),
  ],
});

/** Records a match of random legal commands, the same ones in each run. */
export function record<State extends Json, Command extends Json, View extends Json>(
  game: DefinedGame<State, Command, View>,
): RecordedGame<State, Command, View> {
  const { rules } = game;
  const chance = new MatchChance(seededChance('2024'));
  const moves: { seat: number; command: Command; id: CommandId }[] = [];
  let state = rules.setup(chance, setup);
  for (let [seat] = rules.toAct(state); seat !== undefined; [seat] = rules.toAct(state)) {
    const legal = rules.legalCommands(state, seat);
    const command = legal[chance.below(legal.length)];
    if (command === undefined) throw new Error('no legal command');
    const applied = rules.apply(state, seat, command, chance);
    if ('illegal' in applied) throw new Error(applied.illegal.message);
    state = applied.state;
    moves.push({ seat, command, id: commandId(`c${moves.length}`) });
  }
  return { game, header: headerOf(game), moves };
}
