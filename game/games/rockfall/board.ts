import { type Board } from '../../../core/define';
import { type RockfallState, summit } from './rules';

const width = 30;

/** One line a climber: ropes, height, and the metres of this turn that are not belayed yet. */
export const rockfallBoard: Board<RockfallState> = {
  text({ ropes, heights, waiting, rolls, round, last }, viewer) {
    const gained = rolls.reduce((total, roll) => total + roll, 0);
    const lines = heights.map((height, seat) => {
      const climbs = waiting[0] === seat;
      const done = Math.round((Math.min(summit, height) / summit) * width);
      const open = climbs ? Math.round((Math.min(summit - height, gained) / summit) * width) : 0;
      const bar = `${'='.repeat(done)}${'-'.repeat(Math.max(0, open))}`.padEnd(width);
      const name = seat === viewer ? 'you   ' : `seat ${seat}`;
      const left = ropes[seat] ?? 0;
      const stand = left === 0 ? 'out' : `${'i'.repeat(left)}${climbs ? `  climbs: ${rolls.join(' ')}` : ''}`;
      return `  ${name} |${bar}| ${String(height).padStart(3)} m  ${stand}`;
    });
    const said =
      last === null
        ? []
        : [`  seat ${last.seat} rolled ${last.rolls.join(' ')} and ${last.slipped ? 'slipped' : 'belayed'}`];
    return [`Round ${round + 1} · summit at ${summit} m · i = a rope`, ...lines, ...said].join('\n');
  },
};
