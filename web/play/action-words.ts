import { type Game } from '../../core/define';
import { type MatchEvent } from '../../core/match/views';
import { commandWords } from '../drawing/command-words';

/** What happened, in words that follow the name of a seat (or of the match). */
export function actionWords(game: Game | undefined, { action }: Pick<MatchEvent, 'action'>): string {
  switch (action.kind) {
    case 'play':
      return action.command === null ? 'has chosen' : commandWords(game, action.command);
    case 'resign':
      return 'resigned';
    case 'offer':
      return 'offered a draw';
    case 'answer':
      return action.accept ? 'accepted the draw' : 'declined the draw';
    case 'abandon':
      return 'stayed away';
    case 'claim':
      return 'went on, on another server';
    case 'sleep':
      return 'rests until a player comes back';
    case 'end':
      return `ended without a result: ${action.reason}`;
  }
}
