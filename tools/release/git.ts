import { spawnSync } from 'node:child_process';

/** Git in one repository. */
export class Git {
  readonly #variables: Readonly<Record<string, string>>;

  /** @param variables added to the environment of every command */
  constructor(
    readonly folder: string,
    variables: Readonly<Record<string, string>> = {},
  ) {
    this.#variables = variables;
  }

  /** The same, with the index in another file. */
  withIndex(file: string): Git {
    return new Git(this.folder, { ...this.#variables, GIT_INDEX_FILE: file });
  }

  /** @returns the output of the command without the final line break @throws Error with git's own message */
  run(args: readonly string[], input?: string): string {
    const { status, stdout, stderr, error } = spawnSync('git', args, {
      cwd: this.folder,
      env: { ...process.env, ...this.#variables },
      encoding: 'utf8',
      ...(input === undefined ? {} : { input }),
    });
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr.trim()}`);
    return stdout.trimEnd();
  }
}
