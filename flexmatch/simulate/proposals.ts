import { type FormedMatch } from '../engine-types';
import { type Agenda, type Behaviour, type BehaviourChance } from './behaviour';
import { type Waiting } from './waiting';

/** Callbacks for the outcome of proposed matches and of their tickets. */
export interface ProposalEffects {
  succeed(match: FormedMatch, members: readonly Waiting[]): void;
  /** A ticket whose players all accepted searches again. */
  searchAgain(entry: Waiting): void;
  decline(entry: Waiting): void;
}

/** Asks the players of matches for acceptance. */
export class Proposals {
  readonly #agenda: Agenda;
  readonly #chance: BehaviourChance;
  readonly #effects: ProposalEffects;
  readonly #counts = { proposed: 0, accepted: 0, rejected: 0, expired: 0, ticketsReturned: 0 };

  constructor(agenda: Agenda, chance: BehaviourChance, effects: ProposalEffects) {
    this.#agenda = agenda;
    this.#chance = chance;
    this.#effects = effects;
  }

  /** The numbers of matches by outcome, and of tickets that searched again. */
  get counts() {
    return this.#counts;
  }

  /** Proposes a match. The last answer, the first rejection or the timeout decides. */
  propose(
    match: FormedMatch,
    members: readonly Waiting[],
    { share, timeoutSeconds }: NonNullable<Behaviour['acceptance']>,
    now: number,
  ): void {
    this.#counts.proposed += 1;
    const proposal = `match ${this.#counts.proposed}`;
    const answers = members.map((entry) => {
      entry.proposed = true;
      const own = entry.arriving.ticket.players.map(({ playerId }) => {
        const willing = this.#chance.of('accepts', `${playerId} ${proposal}`);
        const after = Math.floor(
          this.#chance.of('answers after', `${playerId} ${proposal}`) * timeoutSeconds,
        );
        return {
          kind: willing < share ? 'accepts' : willing < (1 + share) / 2 ? 'rejects' : 'is silent',
          after,
        } as const;
      });
      return { entry, own };
    });
    const all = answers.flatMap(({ own }) => own);
    const rejections = all.flatMap(({ kind, after }) => (kind === 'rejects' ? [after] : []));
    const accepted = all.every(({ kind }) => kind === 'accepts');
    const after = accepted
      ? Math.max(...all.map((one) => one.after))
      : Math.min(timeoutSeconds, ...rejections);
    this.#agenda.add(now + after, () => {
      for (const entry of members) entry.proposed = false;
      if (accepted) {
        this.#counts.accepted += 1;
        this.#effects.succeed(match, members);
        return;
      }
      this.#counts[rejections.length > 0 ? 'rejected' : 'expired'] += 1;
      for (const { entry, own } of answers) {
        // As in the local GameLift: a missing answer counts like a rejection.
        if (own.every((one) => one.kind === 'accepts' && one.after <= after)) {
          this.#counts.ticketsReturned += 1;
          this.#effects.searchAgain(entry);
        } else this.#effects.decline(entry);
      }
    });
  }
}
