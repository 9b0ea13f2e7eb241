/** A player in lists. `name` is empty while it is unknown: a deleted player, or one of another backend. */
export interface ConsolePlayer {
  readonly playerId: string;
  readonly name: string;
}
