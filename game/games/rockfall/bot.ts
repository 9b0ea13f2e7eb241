import { type Bot } from '../../../core/bots/bot';
import { type RandomSource } from '../../../core/game-rules';
import { type Seat } from '../../../core/ids';
import { rockfall, type RockfallCommand, type RockfallState, summit } from './rules';

const playouts = 150;
/** Metres of one turn that are worth keeping: the next roll loses more than it gains. */
const worthKeeping = 20;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** What a careful climber does: enough for the turn, unless it would stay the lowest with its last rope. */
function careful({ heights, ropes, rolls, waiting }: RockfallState, seat: Seat): RockfallCommand {
  if (rolls.length === 0) return 'climb';
  const height = (heights[seat] ?? 0) + sum(rolls);
  const others = heights.filter((_, other) => other !== seat && (ropes[other] ?? 0) > 0);
  const nearSummit = Math.max(...others) >= summit - worthKeeping;
  const threatened = waiting.length === 1 && ropes[seat] === 1 && height <= Math.min(...others);
  if (threatened || (nearSummit && height < Math.max(...others))) return 'climb';
  return sum(rolls) >= worthKeeping ? 'belay' : 'climb';
}

/** Share of the other climbers that a seat leaves behind, once it has begun with this command. */
function worthOf(command: RockfallCommand, begun: RockfallState, seat: Seat, random: RandomSource): number {
  let state = begun;
  let next: RockfallCommand | undefined = command;
  for (let [mover] = rockfall.toAct(state); mover !== undefined; [mover] = rockfall.toAct(state)) {
    const applied = rockfall.apply(state, mover, next ?? careful(state, mover), random);
    if ('illegal' in applied) return 0;
    next = undefined;
    ({ state } = applied);
  }
  const places = rockfall.result(state)?.places ?? [];
  const own = places[seat] ?? places.length;
  return places.filter((place) => place > own).length;
}

/** `hard` plays the rest of the climb many times after each command and takes the better one. */
export const rockfallBot: Bot<RockfallState, RockfallCommand> = {
  levels: ['easy', 'medium', 'hard'],

  *think({ view, seat, legal, level, random }) {
    const [only] = legal;
    if (legal.length === 1 && only !== undefined) {
      yield only;
      return;
    }
    if (level === 0) {
      yield random.below(2) === 0 ? 'climb' : 'belay';
      return;
    }
    const choice = careful(view, seat);
    yield choice;
    if (level === 1) return;
    let lead = 0;
    for (let playout = 0; playout < playouts; playout += 1) {
      lead += worthOf('climb', view, seat, random) - worthOf('belay', view, seat, random);
      yield lead > 0 ? 'climb' : lead < 0 ? 'belay' : choice;
    }
  },
};
