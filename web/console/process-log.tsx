import { type ProcessLogRow } from '../../contract/console/matches';
import { type Watched } from './live';
import { Shown } from './parts';
import { sortableLine } from './sortable-line';

/** The newest lines of the log of a process. */
export function ProcessLog({
  rows,
  label,
}: {
  readonly rows: Watched<readonly ProcessLogRow[]>;
  readonly label: string;
}) {
  return (
    <Shown watched={rows}>
      {(lines) =>
        lines.length === 0 ? (
          <p class="calm">
            The script has written nothing. Output of <code>console.log</code> in rules is shown here.
          </p>
        ) : (
          <pre tabIndex={0} role="region" aria-label={label}>
            {lines.map(({ text }) => sortableLine(text)).join('\n')}
          </pre>
        )
      }
    </Shown>
  );
}
