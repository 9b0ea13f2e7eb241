import { gameName, matchId, matchmakingName } from '../../core/ids';
import { type Conduct } from '../../core/match/log';
import { type MatchHeader } from '../../core/match/log';

/** A header of a match in which every seat plays for itself, unless a test says otherwise. */
export function aMatchHeader(fields: Partial<MatchHeader> & Pick<MatchHeader, 'seats'>): MatchHeader {
  return {
    matchId: matchId('00000000-0000-4000-8000-000000000001'),
    game: gameName('noughts'),
    rulesVersion: 1,
    seed: '0123456789abcdef0123456789abcdef',
    teams: fields.seats.map((_, seat) => seat),
    options: {},
    bots: [],
    origin: 'matchmaking',
    matchmaking: matchmakingName('duel'),
    rated: true,
    startedAt: 1,
    ...fields,
  };
}

/** The conduct of seats that each played this many commands, and did not leave. */
export function aConduct(seats = 2, turns = 1): Conduct {
  return { turns: Array.from({ length: seats }, () => turns), left: [], bots: [] };
}
