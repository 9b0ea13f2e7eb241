import { type Game } from '../../core/define';
import { type Seat } from '../../core/ids';
import { type MatchEvent } from '../../core/match/match-event';
import { commandAfterName } from '../drawing/command-words';

type Action = Pick<MatchEvent, 'action' | 'sequence'>;

/**
 * An action in words that follow the name of a seat (or of the match) at once: they begin with a space or a
 * colon.
 * @param nameOf the name of a seat; the reader's own is `You`
 */
export function actionWords(game: Game | undefined, entry: Action, nameOf: (seat: Seat) => string): string {
  const { action } = entry;
  return action.kind === 'play' && action.command !== null
    ? commandAfterName(game, action.command)
    : ` ${verbOf(entry, nameOf)}`;
}

/** An entry as one sentence; `The match` is the name of what no seat did. */
export const entryWords = (
  game: Game | undefined,
  entry: Action & Pick<MatchEvent, 'seat'>,
  nameOf: (seat: Seat) => string,
): string => `${entry.seat === null ? 'The match' : nameOf(entry.seat)}${actionWords(game, entry, nameOf)}`;

function verbOf({ action, sequence }: Action, nameOf: (seat: Seat) => string): string {
  switch (action.kind) {
    case 'play':
      return 'has chosen';
    case 'resign':
      return 'resigned';
    case 'offer':
      return action.offer === 'draw' ? 'offered a draw' : 'asked to take the last move back';
    case 'answer':
      return (
        `${action.accept ? 'accepted' : 'declined'} ` +
        `${action.offer === 'draw' ? 'the draw' : 'the takeback'}`
      );
    case 'abort':
      return 'called the match off';
    case 'vacation':
      return `took ${action.days} ${action.days === 1 ? 'day' : 'days'} off`;
    case 'return':
      return 'came back';
    case 'timeout':
      return `ended a turn: ${action.seats.map((seat) => timeOf(nameOf(seat))).join(' and ')} was up`;
    case 'abandon':
      return 'stayed away';
    case 'bot':
      return 'left, and a bot took over';
    case 'claim':
      // The match of an invitation, a rematch or practice exists before a server has it.
      return sequence === 1 ? 'began on its server' : 'continued on a new server';
    case 'sleep':
      return 'rests until a player comes back';
    case 'end':
      return `ended without a result: ${action.reason}`;
  }
}

const timeOf = (name: string): string => (name === 'You' ? 'your time' : `the time of ${name}`);
