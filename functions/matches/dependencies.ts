import { type Backend } from '../../definition';
import { type Interruptible } from '../../definition/rules-watch';
import { type AccountStore } from '../../store/accounts';
import { type InvitationStore } from '../../store/invitations';
import { type MatchStore } from '../../store/matches';
import { type RematchStore } from '../../store/rematches';
import { type SessionStore } from '../../store/sessions';
import { type FleetCertificates } from '../shared/flexmatch/fleet-certificates';
import { type GameSessionCalls } from './hosting';

export interface MatchesDependencies {
  readonly matches: MatchStore;
  readonly hosting: GameSessionCalls;
  readonly backend: Pick<Backend, 'games' | 'matchmakings'>;
  readonly invitations: InvitationStore;
  readonly rematches: RematchStore;
  /** Interrupts rules that do not return; absent: V8. */
  readonly interruptible?: Interruptible;
  readonly certificates: FleetCertificates;
  readonly sessions: Pick<SessionStore, 'stateOf'>;
  /** Read to check that invited players exist, and for the names that spectators see. */
  readonly accounts: Pick<AccountStore, 'get' | 'names'>;
  /** Epoch milliseconds. */
  now(): number;
  /** A new UUID. */
  newId(): string;
  /** Seed of a new match's randomness: 32 hexadecimal digits. */
  newSeed(): string;
  /** A new invitation code. */
  newCode(): string;
}
