import pc from 'picocolors';

/**
 * The results that the rehearsal proved and could not prove, printed while it runs and once more at the end.
 */
export class Report {
  readonly #quiet: boolean;

  readonly #proven: string[] = [];
  readonly #unproven: string[] = [];
  readonly #failures: string[] = [];
  readonly #differences: string[] = [];
  readonly #started = process.hrtime.bigint();

  constructor(quiet: boolean) {
    this.#quiet = quiet;
  }

  /** The start of a step. */
  step(line: string): void {
    if (!this.#quiet)
      process.stderr.write(`${pc.dim(`[${this.seconds().toFixed(0).padStart(4)} s]`)} ${line}\n`);
  }

  addProved(line: string): void {
    this.#proven.push(line);
    this.step(`${pc.green('proved')}  ${line}`);
  }

  /** Something that cannot be proved here, and why. */
  addUnproved(line: string): void {
    this.#unproven.push(line);
    this.step(`${pc.yellow('not proved')}  ${line}`);
  }

  addFailure(line: string): void {
    this.#failures.push(line);
    this.step(`${pc.red('failed')}  ${line}`);
  }

  /** Differences between the rehearsed and the deployed stacks. */
  addDifferences(lines: readonly string[]): void {
    for (const line of lines) if (!this.#differences.includes(line)) this.#differences.push(line);
  }

  get ok(): boolean {
    return this.#failures.length === 0;
  }

  seconds(): number {
    return Number(process.hrtime.bigint() - this.#started) / 1e9;
  }

  json(): string {
    return JSON.stringify({
      ok: this.ok,
      seconds: Math.round(this.seconds()),
      proved: this.#proven,
      notProved: this.#unproven,
      failed: this.#failures,
      differences: this.#differences,
    });
  }

  text(): string {
    const part = (title: string, mark: string, lines: readonly string[]): string => {
      if (lines.length === 0) return '';
      const marked = lines.map((line) => `  ${mark} ${line.replaceAll('\n', '\n    ')}`);
      return `\n${pc.bold(title)}\n${marked.join('\n')}\n`;
    };
    return [
      part('Proved', pc.green('✓'), this.#proven),
      part('Where the rehearsal differs from a deploy', pc.yellow('~'), this.#differences),
      part('NOT proved', pc.yellow('!'), this.#unproven),
      part('FAILED', pc.red('✗'), this.#failures),
    ].join('');
  }
}
