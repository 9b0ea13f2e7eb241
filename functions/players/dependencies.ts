import { type Context } from 'hono';
import { type AccountStore } from '../../store/accounts';
import { type Erasure } from '../../store/erasure';
import { type IdentityStore } from '../../store/identities';
import { type InvitationStore } from '../../store/invitations';
import { type MatchStore } from '../../store/matches';
import { type PlayerExports } from '../../store/player-export';
import { type PlayerRecordStore } from '../../store/player-records';
import { type PlayerStore } from '../../store/players';
import { type RewardStore } from '../../store/rewards';
import { type SessionStore } from '../../store/sessions';
import { type WriteProbe } from '../../store/write-probe';
import { type HttpEnv } from '../shared/http/app';
import { type IdentityProofs } from '../shared/identity/identity-proof';
import { type SigningKeys } from '../shared/identity/signing-keys';
import { type SignAccessToken } from '../shared/identity/tokens';
import { type LeaveQueueParts } from '../shared/tickets/leave-queue';

export interface PlayersDependencies extends LeaveQueueParts {
  readonly players: PlayerStore;
  readonly matches: Pick<MatchStore, 'running'>;
  readonly invitations: Pick<InvitationStore, 'openOf'>;
  readonly sessions: SessionStore;
  readonly accounts: AccountStore;
  readonly identities: IdentityStore;
  readonly proofs: IdentityProofs;
  readonly erasure: Pick<Erasure, 'account'>;
  readonly exports: PlayerExports;
  readonly records: PlayerRecordStore;
  readonly rewards: RewardStore;
  readonly probe: WriteProbe;
  readonly signingKeys: SigningKeys;
  /** Base URL of the API, without a slash at the end. */
  readonly issuer: string;
  /**
   * The maximum number of guests that an address may register, and of sign-ins that it may try, within five
   * minutes.
   */
  readonly attemptsPerAddress: number;
  /** Words that display names must not contain. */
  readonly reservedNames: readonly string[];
  /** The address by which attempts are counted; undefined where there is none. */
  addressOf(context: Context<HttpEnv>): string | undefined;
  /** A new UUID. */
  newId(): string;
  /** A new secret of 256 bits, as 43 characters of base64url. */
  newSecret(): string;
  readonly signAccessToken: SignAccessToken;
}
