import { type Bot } from '../../../core/bots/bot';
import { QuickChance } from '../../../core/bots/quick-chance';
import { type RandomSource } from '../../../core/game-rules';
import { type Seat } from '../../../core/ids';
import { rockfall, type RockfallCommand, type RockfallState, summit } from './rules';

const playouts = 60;
/** Metres of one turn that a careful climber keeps. */
const worthKeeping = { medium: 6, hard: 8 };
/** The summit is near enough for the next turn. */
const nearSummit = summit - 12;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/**
 * The choice of a careful climber: it climbs enough not to be the lowest, then no more, unless another is
 * near the summit.
 */
function careful(
  { heights, ropes, rolls, waiting }: RockfallState,
  seat: Seat,
  worthKeeping: number,
): RockfallCommand {
  if (rolls.length === 0) return 'climb';
  const height = (heights[seat] ?? 0) + sum(rolls);
  const others = heights.filter((_, other) => other !== seat && (ropes[other] ?? 0) > 0);
  if (Math.max(...others) >= nearSummit && waiting.length > 1) return 'climb';
  if (waiting.length === 1) return height > Math.min(...others) ? 'belay' : 'climb';
  return sum(rolls) >= worthKeeping ? 'belay' : 'climb';
}

/** Share of the other climbers that a seat leaves behind, once it has begun with this command. */
function worthOf(command: RockfallCommand, begun: RockfallState, seat: Seat, random: RandomSource): number {
  let state = begun;
  let next: RockfallCommand | undefined = command;
  for (let [mover] = rockfall.toAct(state); mover !== undefined; [mover] = rockfall.toAct(state)) {
    const applied = rockfall.apply(state, mover, next ?? careful(state, mover, worthKeeping.hard), random);
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
    const choice = careful(view, seat, level === 1 ? worthKeeping.medium : worthKeeping.hard);
    yield choice;
    if (level === 1) return;
    const chance = new QuickChance(random);
    let lead = 0;
    for (let playout = 0; playout < playouts; playout += 1) {
      lead += worthOf('climb', view, seat, chance) - worthOf('belay', view, seat, chance);
      yield lead > 0 ? 'climb' : lead < 0 ? 'belay' : choice;
    }
  },
};
