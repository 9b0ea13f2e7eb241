import * as z from 'zod/mini';
import { opCode } from '../../contract/realtime/op-codes';
import { type WriteInvariants } from './write-invariants';
import { leakIn } from './secrecy';

const refusal = z.object({ code: z.string(), id: z.nullable(z.string()) });
/** Refusals that do not show whether an earlier copy of the command was accepted. */
const undecided = new Set(['try-again', 'too-many', 'closing', 'replaced', 'not-seated']);

export interface MessagesParts {
  readonly invariants: WriteInvariants;
  /** A player session of GameLift. */
  playerSession(id: string): { readonly gameSessionId: string; readonly playerId: string } | undefined;
  violation(oracle: string, message: string): void;
}

/** Checks what scripts say to players, and why they stop sending. */
export class Messages {
  readonly #parts: MessagesParts;

  constructor(parts: MessagesParts) {
    this.#parts = parts;
  }

  /** A script sends a message: it must not reveal to a player what another seat hides. */
  said(playerSessionId: string, code: number, text: string): void {
    const { invariants, playerSession, violation } = this.#parts;
    const session = playerSession(playerSessionId);
    if (session === undefined) return;
    const seats = invariants.seatsOf(session.gameSessionId);
    // A connection that takes over a seat has its own GameLift player id: `<player>#2`.
    const seat = seats?.findIndex((player) => player === session.playerId.split('#')[0]) ?? -1;
    const leak = seats === undefined ? undefined : leakIn(text, seat, seats.length);
    if (code === opCode.refused) this.#refused(session.gameSessionId, seat, text);
    if (leak !== undefined) violation('hidden stays hidden', `seat ${seat} was sent ${leak}…`);
  }

  /** A refused command must not be in the log, unless the refusal says that the outcome is unknown. */
  #refused(gameSessionId: string, seat: number, text: string): void {
    const { invariants, violation } = this.#parts;
    const read = refusal.safeParse(JSON.parse(text));
    if (!read.success || undecided.has(read.data.code) || read.data.id === null) return;
    const { code, id } = read.data;
    const matchId = invariants.matchOf(gameSessionId);
    const stored = matchId !== undefined && invariants.hasCommand(matchId, seat, id);
    if (stored) violation('refused is not stored', `command ${id} of seat ${seat} was refused: ${code}`);
  }

  /** A script stops because another process owns its match, which must be so. */
  fenced(process: string, matchId: string, epoch: number): void {
    const { invariants, violation } = this.#parts;
    if (invariants.ownerOf(matchId) <= epoch)
      violation('only a fenced owner stops sending', `${process} left ${matchId}, which epoch ${epoch} owns`);
  }
}
