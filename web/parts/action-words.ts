import { type Game } from '../../core/define';
import { type Seat } from '../../core/ids';
import { type MatchEvent } from '../../core/match/views';
import { commandWords } from '../drawing/command-words';

/**
 * An action in words that follow the name of a seat (or of the match).
 * @param nameOf the name of a seat; the reader's own is `You`
 */
export function actionWords(
  game: Game | undefined,
  { action, sequence }: Pick<MatchEvent, 'action' | 'sequence'>,
  nameOf: (seat: Seat) => string,
): string {
  switch (action.kind) {
    case 'play':
      return action.command === null ? 'has chosen' : commandWords(game, action.command);
    case 'resign':
      return 'resigned';
    case 'offer':
      return action.offer === 'draw' ? 'offered a draw' : 'asked to take the last move back';
    case 'answer':
      return `${action.accept ? 'accepted' : 'declined'} ${action.offer === 'draw' ? 'the draw' : 'the takeback'}`;
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
