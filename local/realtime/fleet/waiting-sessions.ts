import { type SpawnedProcess } from './spawned-process';

/** A game session that waits for a process. */
export interface WaitingSession {
  readonly gameSessionId: string;
  /** Assigns a process, which then owns the session. */
  take(process: SpawnedProcess): void;
  reject(error: Error): void;
}

/** The game sessions without a process, oldest first. */
export class WaitingSessions {
  readonly #sessions: WaitingSession[] = [];

  get count(): number {
    return this.#sessions.length;
  }

  has(gameSessionId: string): boolean {
    return this.#sessions.some((session) => session.gameSessionId === gameSessionId);
  }

  add(session: WaitingSession): void {
    this.#sessions.push(session);
  }

  /** Removes the oldest session. */
  next(): WaitingSession | undefined {
    return this.#sessions.shift();
  }

  /** Rejects one session, if it waits here. */
  reject(gameSessionId: string, error: Error): void {
    const at = this.#sessions.findIndex((session) => session.gameSessionId === gameSessionId);
    if (at >= 0) this.#sessions.splice(at, 1)[0]?.reject(error);
  }

  rejectAll(error: Error): void {
    for (const session of this.#sessions.splice(0)) session.reject(error);
  }
}
