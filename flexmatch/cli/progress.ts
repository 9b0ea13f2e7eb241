import cliProgress from 'cli-progress';
import { type Progress } from '../simulate';

/**
 * Shows the progress of a simulation on stderr: a bar on a terminal, otherwise a line every few seconds.
 * Silent for the first second.
 */
export function progressLine(): { readonly show: (progress: Progress) => void; readonly end: () => void } {
  const started = Date.now();
  let bar: cliProgress.SingleBar | undefined;
  let said = started;
  return {
    show: ({ done, arrived, matched, waiting }) => {
      const now = Date.now();
      if (now - started < 1000) return;
      if (process.stderr.isTTY) {
        if (bar === undefined) {
          // The simulation does not yield, so signals must keep their default handlers: Ctrl-C ends the
          // program.
          bar = new cliProgress.SingleBar(
            {
              stream: process.stderr,
              clearOnComplete: true,
              hideCursor: false,
              linewrap: true,
              gracefulExit: false,
              format:
                'simulating {bar} {percentage} % | {arrived} tickets, {matched} matched, {waiting} waiting',
            },
            cliProgress.Presets.shades_classic,
          );
          bar.start(100, 0, { arrived, matched, waiting });
        }
        bar.update(Math.floor(done * 100), { arrived, matched, waiting });
      } else if (now - said >= 2000) {
        said = now;
        process.stderr.write(
          `simulating: ${Math.floor(done * 100)} %, ${arrived} tickets, ${matched} matched, ` +
            `${waiting} waiting\n`,
        );
      }
    },
    end: () => {
      bar?.stop();
    },
  };
}
