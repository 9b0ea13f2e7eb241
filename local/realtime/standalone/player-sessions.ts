import { randomUUID } from 'node:crypto';
import { type FleetReports } from '../hosting';

type Status = 'RESERVED' | 'ACTIVE' | 'COMPLETED';

/**
 * The player sessions of a script that is hosted without a GameLift: a list that was given or made, or any id
 * at all.
 */
export class StandalonePlayerSessions implements Pick<
  FleetReports,
  'checkPlayerSession' | 'acceptPlayerSession' | 'removePlayerSession'
> {
  readonly #statuses = new Map<string, Status>();

  /**
   * @param permissive takes any id, again and again, as the samples' local mode needs, which makes up a GUID
   */
  constructor(readonly permissive: boolean) {}

  /** Makes these ids RESERVED, regardless of their status: a new game session begins. */
  reserve(ids: readonly string[]): void {
    for (const id of ids) this.#statuses.set(id, 'RESERVED');
  }

  /** Reserves `count` new ids. */
  make(count: number): void {
    this.reserve(Array.from({ length: Math.max(0, count) }, () => `psess-${randomUUID()}`));
  }

  reserved(): string[] {
    return [...this.#statuses].filter(([, status]) => status === 'RESERVED').map(([id]) => id);
  }

  checkPlayerSession(
    _gameSessionId: string,
    id: string,
  ): Promise<{ readonly reserved: true } | { readonly reserved: false; readonly reason: string }> {
    if (this.permissive) return Promise.resolve({ reserved: true });
    const status = this.#statuses.get(id);
    if (status === 'RESERVED') return Promise.resolve({ reserved: true });
    const reason =
      status === undefined
        ? 'the player session is not one of the printed list (--permissive takes any)'
        : `PlayerSession (${id}) has a status of ${status} instead of RESERVED`;
    return Promise.resolve({ reserved: false, reason });
  }

  acceptPlayerSession(_gameSessionId: string, id: string): Promise<boolean> {
    if (this.permissive) return Promise.resolve(true);
    const reserved = this.#statuses.get(id) === 'RESERVED';
    if (reserved) this.#statuses.set(id, 'ACTIVE'); // in one step: two connections may ask at the same time
    return Promise.resolve(reserved);
  }

  removePlayerSession(_gameSessionId: string, id: string): Promise<void> {
    if (!this.permissive) this.#statuses.set(id, 'COMPLETED');
    return Promise.resolve();
  }
}
