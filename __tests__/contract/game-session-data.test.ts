import { describe, expect, it } from '@jest/globals';
import { readGameSessionData, writeGameSessionData } from '../../contract/game-session-data';
import { matchId } from '../../core/ids';
import { readSessionMatch } from '../../realtime-server/session-match';
import { backend } from '../games';
import { gameSessionArn, matchmakerData, prefix } from '../realtime-server/support/script-harness';

const id = matchId('00000000-0000-4000-8000-000000000001');
const read = (fields: object) =>
  readSessionMatch(fields, () => 'arn:aws:gamelift:x::gamesession/f/1', backend.matchmakings, prefix);

describe('what the data of a game session say of its match', () => {
  it('is the match to resume, or the match that FlexMatch formed', () => {
    const arn = gameSessionArn();
    const data = writeGameSessionData(id);
    expect(readGameSessionData(data)).toEqual({ matchId: id });
    for (const fields of [
      { GameSessionId: arn, GameSessionData: data, MatchmakerData: '' },
      { gameSessionId: arn, gameSessionData: data, matchmakerData: null },
    ])
      expect(read(fields)).toEqual({ kind: 'resumed', matchId: id, gameSessionId: arn });
    const made = matchmakerData(id, 'noughts', [
      'p-00000000-0000-4000-8000-000000000000',
      'p-00000000-0000-4000-8000-000000000001',
    ]);
    // A configuration may give all its sessions the same data.
    expect(read({ MatchmakerData: made, GameSessionData: 'arena=7' })).toMatchObject({
      kind: 'new',
      matchId: id,
      game: 'noughts',
    });
  });

  it.each(['{', '7', 'null', '{}', '{"matchId":"one"}', '{"matchId":7}'])(
    'is refused in one sentence: %s',
    (text) => {
      expect(() => read({ GameSessionData: text })).toThrow('the game session data are not {"matchId":…}');
    },
  );

  it('is unknown where both are empty: the error names the matchmaker data', () => {
    expect(() => read({ GameSessionData: '', MatchmakerData: '' })).toThrow('no matchmaker data');
  });
});
