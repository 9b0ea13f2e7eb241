import { type ConsoleMatchRow } from '../../contract/console/matches';
import { type NowDocument, nowDocument } from '../../contract/console/now';
import { connection, useWatched } from './live';
import { MatchLines } from './match-list';
import { FigureColumns, Shown } from './parts';
import { hashOf } from './route';
import { Series } from './series';
import { isSlow } from './slow';
import { bytesText, spanText } from './time';

/** An overview that shows trouble at a glance. */
export function Now() {
  return (
    <div class="page">
      <h1>Now</h1>
      <Shown watched={useWatched('/now', nowDocument)}>{(now) => <NowSections now={now} />}</Shown>
    </div>
  );
}

const seconds = (value: number | null): string => (value === null ? '–' : spanText(value * 1000));

function NowSections({ now }: { readonly now: NowDocument }) {
  const { broken, faults, waits, matches, series } = now;
  return (
    <>
      <Invariants broken={broken} />
      {faults.map((fault) => (
        <p key={fault} class="notice warning">
          {fault}
        </p>
      ))}
      <Tiles now={now} />
      <div class="two">
        <Series title="Matches running" values={series.running} tone="live" />
        <Series title="Tickets waiting" values={series.waiting} tone="waiting" />
      </div>
      <h2>Waits</h2>
      <Waits waits={waits} />
      <Newest matches={matches.newest} />
    </>
  );
}

function Invariants({ broken }: Pick<NowDocument, 'broken'>) {
  if (broken.length === 0)
    return (
      <p class="notice good" role="status">
        {connection.value === 'lost' ? 'Every invariant held.' : 'Every invariant holds.'}
      </p>
    );
  return (
    <ul class="broken" aria-label="broken invariants">
      {broken.slice(0, 20).map(({ says, address }) => (
        <li key={says}>
          <a class="notice bad" href={address}>
            {says}
          </a>
        </li>
      ))}
      {broken.length > 20 ? <li class="calm">and {broken.length - 20} more</li> : null}
    </ul>
  );
}

function Tiles({ now: { waits, matches, capacity } }: { readonly now: NowDocument }) {
  return (
    <div class="tiles six">
      <Tile href="#/matches?status=active" figure={String(matches.running)} says="matches running" />
      <Tile
        href="#/tickets?status=open"
        figure={String(waits.reduce((sum, { waiting }) => sum + waiting, 0))}
        says="tickets waiting"
      />
      <Tile
        href="#/fleet"
        figure={`${capacity.used} / ${capacity.used + capacity.free}`}
        says="processes in use"
        bad={capacity.free === 0}
      />
      <Tile href="#/fleet" figure={bytesText(capacity.memoryBytes)} says="memory of scripts" />
      {capacity.slowest === undefined ? null : (
        <Tile
          href={`#/fleet/${capacity.slowest.processId}`}
          figure={spanText(capacity.slowest.answerMs)}
          says="slowest process answers in"
          bad={isSlow(capacity.slowest.answerMs)}
        />
      )}
      <Tile
        href="#/matches"
        figure={`${matches.begun} / ${matches.ended}`}
        says="begun / ended, last minute"
      />
    </div>
  );
}

function Waits({ waits }: Pick<NowDocument, 'waits'>) {
  if (waits.length === 0)
    return (
      <p class="calm">
        No ticket yet. Open <a href="/play/">the play page</a> in two tabs, or run{' '}
        <code>npm run demo -- --matches 20</code>.
      </p>
    );
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="waits by matchmaking">
      <table>
        <FigureColumns
          first="matchmaking"
          figures={['waiting', 'longest', 'p50', 'p95', 'matched, 10 min']}
        />
        <tbody>
          {waits.map(({ matchmaking, waiting, longest, p50, p95, matched }) => (
            <tr key={matchmaking}>
              <th scope="row">
                <a href={`#/tickets?matchmaking=${matchmaking}`}>{matchmaking}</a>
              </th>
              <td class="figure">{waiting}</td>
              <td class="figure">{seconds(longest)}</td>
              <td class="figure">{seconds(p50)}</td>
              <td class="figure">{seconds(p95)}</td>
              <td class="figure">{matched}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Newest({ matches }: { readonly matches: readonly ConsoleMatchRow[] }) {
  if (matches.length === 0) return null;
  return (
    <>
      <h2>Newest matches</h2>
      <ul class="plain newest">
        {matches.map((row) => (
          <li key={row.matchId}>
            <a href={hashOf({ section: 'matches', id: row.matchId, query: {} })}>
              <MatchLines row={row} />
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function Tile({
  href,
  figure,
  says,
  bad = false,
}: {
  readonly href: string;
  readonly figure: string;
  readonly says: string;
  readonly bad?: boolean;
}) {
  return (
    <a class={`tile${bad ? ' bad' : ''}`} href={href}>
      <b class="figure">{figure}</b> {says}
    </a>
  );
}
