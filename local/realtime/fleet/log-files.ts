/** Log files remembered for GetGameSessionLogUrl, two names each; the service keeps them for two weeks. */
const rememberedLogs = 20_000;

/** The log files of the newest processes, by their ids and by those of their game sessions. */
export class LogFiles {
  readonly #files = new Map<string, string>();

  /** @param owner the id of a process, or of the game session that it took */
  remember(owner: string, file: string): void {
    this.#files.set(owner, file);
    const [oldest] = this.#files.keys();
    if (this.#files.size > rememberedLogs && oldest !== undefined) this.#files.delete(oldest);
  }

  get(owner: string): string | undefined {
    return this.#files.get(owner);
  }
}
