/**
 * Rebuilds the code of `npm start -- --watch`; one JSON report per line on stdout. On stdin its parent
 * answers each definition with a `DefinitionVerdict`. Ends with its parent.
 */
import path from 'node:path';
import { createInterface } from 'node:readline';
import { messageOf } from '../../core/message-of';
import { findProjectRoot } from '../project';
import { definitionVerdict, Verdicts } from './definition-verdicts';
import { playSamplesApart } from './sample-thread';
import { watchArtifacts } from './watch';
import { watchPages } from './watch-pages';

const root = findProjectRoot();
// Ctrl-C reaches every process of the terminal; this one ends when its parent does.
process.on('SIGINT', () => undefined);
// Errors show lines of the sources, not of the bundles.
process.setSourceMapsEnabled(true);
const verdicts = new Verdicts();
watchArtifacts(
  root,
  path.join(root, 'build'),
  (report) => {
    if (report.kind === 'built') verdicts.expect(report.definition);
    process.stdout.write(`${JSON.stringify(report)}\n`);
  },
  (definition) => playSamplesApart(definition),
).then(
  (watching) => {
    let first: string | undefined;
    const isTaken = async (): Promise<boolean> => {
      const definition = await watching.settled();
      return definition !== undefined && (definition === first || (await verdicts.on(definition)));
    };
    void watching.settled().then((definition) => {
      first = definition; // the parent runs it already
    });
    const pages = watchPages(
      root,
      path.join(root, 'build'),
      (report) => process.stdout.write(`${JSON.stringify(report)}\n`),
      isTaken,
    );
    const heard = createInterface({ input: process.stdin });
    heard.on('line', (line) => verdicts.hear(definitionVerdict.parse(JSON.parse(line))));
    // The parent holds stdin open as long as it lives.
    heard.on('close', () => {
      void Promise.all([watching.close(), pages.close()]).then(() => process.exit(0));
    });
  },
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  },
);
