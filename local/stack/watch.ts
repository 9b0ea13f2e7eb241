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
  let watching = false;
  let applied: Promise<void> = Promise.resolve();
  /** The newest change was refused. */
  let refused = false;
  const refuse = (why: string): void => {
    refused = true;
    say(`not taken: ${why}; the running code stays`);
  };
  // Pages are built only of what the backend has taken.
  const judge = (verdict: { readonly definition: string; readonly taken: boolean }): void => {
    builder.stdin.write(`${JSON.stringify(verdict)}\n`);
  };
  const taken: string[] = [];
  const take = async ({ bundles, definition, complete, savedAt }: Built): Promise<void> => {
    try {
      await stack.apply(definitionModule.parse(createRequire(__filename)(definition)).default);
    } catch (error) {
      judge({ definition, taken: false });
      return refuse(messageOf(error));
    }
    judge({ definition, taken: true });
    taken.push(...bundles);
    const after = `after ${((Date.now() - savedAt) / 1000).toFixed(1)} s`;
    const well = refused ? 'all is well again: ' : '';
    // The functions of the API follow: what is waited for is the first new match.
    if (!complete) return say(`${well}new matches play it ${after}`);
    say(`${well}taken ${after}: ${taken.splice(0).join(', ')}`);
    refused = false;
  };
  createInterface({ input: builder.stdout }).on('line', (line) => {
    const told = report.parse(JSON.parse(line));
    switch (told.kind) {
      case 'watching':
        watching = true;
        say('watching game/ and the framework: changed rules are taken for new matches');
        return;
      case 'warned':
        if (watching) say(told.message);
        return;
      case 'pages':
        say(`built again: the pages ${told.names.join(', ')}; load them again to see them`);
        return;
      case 'failed':
        applied = applied.then(() => refuse(told.message));
        return;
      case 'built':
        // The first build equals the running code.
        if (watching) applied = applied.then(() => take(told));
    }
  });
  builder.on('exit', (code) => {
    if (code !== 0) say('the builder has ended: changes are not taken any more');
  });
  builder.unref();
}
