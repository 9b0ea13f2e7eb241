import { type RealtimeFleet } from '../hosting';
import { type SpawnedProcess } from './spawned-process';

/** The processes of a fleet, by their ids. */
export class Processes {
  readonly #byId = new Map<string, SpawnedProcess>();

  get size(): number {
    return this.#byId.size;
  }

  all(): SpawnedProcess[] {
    return [...this.#byId.values()];
  }

  add(process: SpawnedProcess): void {
    this.#byId.set(process.id, process);
  }

  delete({ id }: SpawnedProcess): void {
    this.#byId.delete(id);
  }

  /** Processes that are ready and have no session. */
  idle(): SpawnedProcess[] {
    return this.all().filter(({ phase }) => phase === 'idle');
  }

  /** Processes that may become ready. */
  starting(): SpawnedProcess[] {
    return this.all().filter(({ phase, end }) => phase === 'starting' && end === undefined);
  }

  /**
   * Number of processes that have, or had, a game session. A process that ends without one leaves its place
   * to the next session, which waits for the exit.
   */
  get taken(): number {
    return this.all().filter(({ session }) => session !== undefined).length;
  }

  /** The process of a game session. */
  of(gameSessionId: string): SpawnedProcess | undefined {
    return this.all().find(
      ({ session, phase }) => session?.GameSessionId === gameSessionId && phase !== 'gone',
    );
  }

  /** The processes as the fleet's owner sees them. */
  describe(): ReturnType<RealtimeFleet['processes']> {
    return this.all().map((process) => ({
      processId: process.id,
      pid: process.pid,
      port: process.port,
      players: process.players,
      ...(process.session === undefined ? {} : { gameSessionId: process.session.GameSessionId }),
      ...(process.residentBytes === undefined ? {} : { residentBytes: process.residentBytes }),
      ...(process.answerMs === undefined ? {} : { answerMs: process.answerMs }),
      ...(process.busyShare === undefined ? {} : { busyShare: process.busyShare }),
    }));
  }
}
