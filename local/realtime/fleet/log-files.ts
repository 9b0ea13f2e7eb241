/** Log files remembered for GetGameSessionLogUrl; the service keeps them for two weeks. */
const rememberedLogs = 10_000;

/** The log files of the newest game sessions, by the ids of the sessions. */
export class LogFiles {
  readonly #files = new Map<string, string>();

  remember(gameSessionId: string, file: string): void {
    this.#files.set(gameSessionId, file);
    const [oldest] = this.#files.keys();
    if (this.#files.size > rememberedLogs && oldest !== undefined) this.#files.delete(oldest);
  }

  get(gameSessionId: string): string | undefined {
    return this.#files.get(gameSessionId);
  }
}
