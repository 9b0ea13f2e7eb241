/** Rebuilds the code of `npm start -- --watch`; one JSON report per line on stdout. Ends with its parent. */
import path from 'node:path';
import { messageOf } from '../../core/message-of';
import { projectRoot } from '../project';
import { playSamplesApart } from './sample-thread';
import { watchArtifacts } from './watch';
import { watchPages } from './watch-pages';

const root = projectRoot();
// Ctrl-C reaches every process of the terminal; this one ends when its parent does.
process.on('SIGINT', () => undefined);
// Errors show lines of the sources, not of the bundles.
process.setSourceMapsEnabled(true);
watchArtifacts(
  root,
  path.join(root, 'build'),
  (report) => process.stdout.write(`${JSON.stringify(report)}\n`),
  (definition) => playSamplesApart(definition),
).then(
  (watching) => {
    const pages = watchPages(root, path.join(root, 'build'), (report) =>
      process.stdout.write(`${JSON.stringify(report)}\n`),
    );
    // The parent holds stdin open as long as it lives.
    process.stdin.resume().on('end', () => {
      void Promise.all([watching.close(), pages.close()]).then(() => process.exit(0));
    });
  },
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  },
);
