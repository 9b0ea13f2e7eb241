import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { messageOf } from '../../core/message-of';
import { type Backend } from '../../definition';
import { projectRoot } from '../project-root';
import { type RunningStack } from './stack';

const built = z.object({
  kind: z.literal('built'),
  bundles: z.array(z.string()),
  definition: z.string(),
  complete: z.boolean(),
  savedAt: z.number(),
});
type Built = z.output<typeof built>;
const report = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('watching') }),
  built,
  z.object({ kind: z.literal('warned'), message: z.string() }),
  z.object({ kind: z.literal('pages'), names: z.array(z.string()) }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);

const definitionModule = z.object({
  default: z.custom<Backend>(
    (value) =>
      value !== null &&
      typeof value === 'object' &&
      'matchmakings' in value &&
      value.matchmakings instanceof Map,
  ),
});

/**
 * Applies changes of the sources to a running stack (tools/build/watch.ts builds them in a separate process,
 * which ends with this one). Failed builds are reported, and the running code stays.
 * @param say one line for the developer
 */
export function watchBundles(stack: Pick<RunningStack, 'apply'>, say: (line: string) => void): void {
  const builder = spawn(
    process.execPath,
    [path.join(projectRoot, 'dist', 'tools', 'build', 'watch-main.js')],
    {
      cwd: projectRoot,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const changes = new Changes(stack, say, (verdict) => builder.stdin.write(`${JSON.stringify(verdict)}\n`));
  createInterface({ input: builder.stdout }).on('line', (line) =>
    changes.hear(report.parse(JSON.parse(line))),
  );
  builder.on('exit', (code) => {
    if (code !== 0) say('the builder has ended: changes are not taken any more');
  });
  builder.unref();
}

/** Applies the builder's reports one after another. */
class Changes {
  readonly #stack: Pick<RunningStack, 'apply'>;
  readonly #say: (line: string) => void;
  /**
   * Reports to the builder whether the backend accepted a definition. Pages are built only of accepted ones.
   */
  readonly #reportVerdict: (verdict: { readonly definition: string; readonly taken: boolean }) => void;
  #watching = false;
  #applied: Promise<void> = Promise.resolve();
  /** The newest change was refused. */
  #refused = false;
  /** The bundles that were taken since the last complete build. */
  readonly #taken: string[] = [];

  constructor(
    stack: Pick<RunningStack, 'apply'>,
    say: (line: string) => void,
    reportVerdict: (verdict: { readonly definition: string; readonly taken: boolean }) => void,
  ) {
    this.#stack = stack;
    this.#say = say;
    this.#reportVerdict = reportVerdict;
  }

  hear(update: z.output<typeof report>): void {
    switch (update.kind) {
      case 'watching':
        this.#watching = true;
        this.#say('watching game/ and the framework: changed rules are taken for new matches');
        return;
      case 'warned':
        if (this.#watching) this.#say(update.message);
        return;
      case 'pages':
        this.#say(`built again: the pages ${update.names.join(', ')}; load them again to see them`);
        return;
      case 'failed':
        this.#applied = this.#applied.then(() => this.#refuse(update.message));
        return;
      case 'built':
        // The first build equals the running code.
        if (this.#watching) this.#applied = this.#applied.then(() => this.#take(update));
    }
  }

  #refuse(why: string): void {
    this.#refused = true;
    this.#say(`not taken: ${why}; the running code stays`);
  }

  async #take({ bundles, definition, complete, savedAt }: Built): Promise<void> {
    try {
      await this.#stack.apply(definitionModule.parse(createRequire(__filename)(definition)).default);
    } catch (error) {
      this.#reportVerdict({ definition, taken: false });
      this.#refuse(messageOf(error));
      return;
    }
    this.#reportVerdict({ definition, taken: true });
    this.#taken.push(...bundles);
    const after = `after ${((Date.now() - savedAt) / 1000).toFixed(1)} s`;
    const fixed = this.#refused ? 'the code is valid again: ' : '';
    // The functions of the API follow: what is waited for is the first new match.
    if (!complete) {
      this.#say(`${fixed}new matches play it ${after}`);
      return;
    }
    this.#say(`${fixed}taken ${after}: ${this.#taken.splice(0).join(', ')}`);
    this.#refused = false;
  }
}
