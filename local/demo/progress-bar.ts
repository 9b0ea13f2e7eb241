import { SingleBar } from 'cli-progress';
import { type LeagueProgress } from './league';

/** Shows the progress of a league on stderr: a bar, or a line for each tenth. */
export function progressBar({ matches, isShown }: { readonly matches: number; readonly isShown: boolean }): {
  update(progress: LeagueProgress): void;
  stop(): void;
} {
  if (!isShown) {
    let tenth = -1;
    return {
      update({ finished, wanted, turns, interrupted }) {
        const now = Math.floor((finished / wanted) * 10);
        if (now === tenth) return;
        tenth = now;
        process.stderr.write(
          `  ${finished}/${wanted} matches, ${turns} ` +
            `turns${interrupted > 0 ? `, ${interrupted} interrupted` : ''}\n`,
        );
      },
      stop: () => undefined,
    };
  }
  const bar = new SingleBar({
    format: '  {bar} {value}/{total} matches · {turns} turns · {eta_formatted}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
  });
  bar.start(matches, 0, { turns: 0 });
  return { update: ({ finished, turns }) => bar.update(finished, { turns }), stop: () => bar.stop() };
}
