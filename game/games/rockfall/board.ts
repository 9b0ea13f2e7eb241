import { type Display } from '../../../core/define';
import { type CardsPart } from '../../../core/drawing';
import { type RockfallCommand, type RockfallState, summit } from './rules';

const width = 30;
const faces = ['⚀', '⚁', '⚂', '⚃', '⚄', '⚅'];

function dice(label: string, rolls: readonly number[]): CardsPart<RockfallCommand> {
  return {
    kind: 'cards',
    label,
    cards: rolls.map((roll) => ({
      text: faces[roll - 1] ?? String(roll),
      label: String(roll),
      tone: roll === 1 ? 'bad' : 'good',
    })),
  };
}

/** One line a climber: ropes, height, and the metres of this turn that are not belayed yet. */
export const rockfallDisplay: Display<RockfallState, RockfallCommand> = {
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

  howToPlay:
    'Climb as often as you like in your turn: each roll of the die is that many metres, but a 1 is a ' +
    'slip, and ' +
    'the metres of this turn are lost. Belay to keep them and end your turn. After each round rocks ' +
    'fall, and ' +
    'the lowest climbers lose a rope; who has none left is out. The first at the summit wins.',

  words: (command) => (command === 'climb' ? 'climbed' : 'belayed'),

  reasons: {
    summit: 'the summit is reached',
    'last-climber': 'one climber is left',
    'all-fell': 'all have fallen',
  },

  draw({ ropes, heights, waiting, rolls, round, last }, { legal }) {
    const gained = rolls.reduce((total, roll) => total + roll, 0);
    const climber = waiting[0];
    return {
      parts: [
        { kind: 'facts', facts: [{ name: 'Round', value: String(round + 1) }] },
        {
          kind: 'tracks',
          label: `height, summit at ${summit} m`,
          length: summit,
          unit: 'm',
          lanes: heights.map((at, seat) => {
            const left = ropes[seat] ?? 0;
            const note = left === 0 ? 'out' : `${left} ${left === 1 ? 'rope' : 'ropes'}`;
            return { seat, at, note, ...(seat === climber ? { pending: gained } : {}) };
          }),
        },
        ...(rolls.length > 0 && climber !== undefined ? [dice('this climb', rolls)] : []),
        ...(rolls.length === 0 && last !== null
          ? [dice(last.slipped ? 'last climb: slipped' : 'last climb: belayed', last.rolls)]
          : []),
        ...(legal.length === 0
          ? []
          : [
              {
                kind: 'buttons' as const,
                buttons: legal.map((command) => ({
                  label: command === 'climb' ? 'Climb: roll the die' : `Belay: keep ${gained} m`,
                  command,
                })),
              },
            ]),
      ],
    };
  },
};
