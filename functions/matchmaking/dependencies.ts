import { type SearchSeconds } from '../../contract/search-seconds';
import { type Backend } from '../../definition';
import { type MatchStore } from '../../store/matches';
import { type PlayerStore } from '../../store/players';
import { type SessionStore } from '../../store/sessions';
import { type TicketStore } from '../../store/tickets';
import { type GameLiftRegions } from '../shared/aws/gamelift-regions';
import { type LiveMatchParts } from '../shared/matches/one-live-match';

export interface MatchmakingDependencies {
  readonly players: PlayerStore;
  readonly sessions: Pick<SessionStore, 'stateOf'>;
  readonly tickets: TicketStore;
  readonly matches: LiveMatchParts['matches'] & Pick<MatchStore, 'arrange' | 'voidBeforeBegin' | 'isVoid'>;
  readonly gamelift: GameLiftRegions;
  readonly backend: Pick<Backend, 'games' | 'matchmakings'>;
  /** `<project>-<environment>`, which the names of the FlexMatch configurations begin with. */
  readonly resourcePrefix: string;
  /** AWS locations that the queue serves. */
  readonly locations: readonly string[];
  /** Seconds that tickets search in this environment; absent: the end of a search is not published. */
  readonly searchSeconds?: SearchSeconds;
  /** Epoch milliseconds. */
  now(): number;
  /** A new UUID. */
  newId(): string;
  /** Seed of a new match's randomness: 32 hexadecimal digits. */
  newSeed(): string;
}
