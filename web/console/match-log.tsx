import { Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type ConsoleMatchDetail, type LogEntryRow } from '../../contract/console/matches';
import { type Game } from '../../core/define';
import { nameOf, seatName } from './parts';
import { type Refusal } from './refusals';
import { adjust, hashWith } from './route';
import { spanText } from './time';
import { entryWords, type ShownLog } from './timeline';

/** The entries of a match, with what was refused between them. */
export function Log({ match, at, game, refusals }: ShownLog) {
  const { entries, startedAt } = match;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.current !== null) showRow(box.current);
  }, [at, entries.length]);
  if (entries.length === 0 && refusals.length === 0)
    return <p class="calm">No entry yet. The first command of a player will be entry 1.</p>;
  const refusedAfter = (entry: number) => (
    <Refused match={match} refusals={refusals.filter(({ sequence }) => sequence === entry)} />
  );
  return (
    <div ref={box} class="scroll log" tabIndex={0} role="region" aria-label="log">
      <table>
        <thead>
          <tr>
            <th scope="col" class="figure">
              entry
            </th>
            <th scope="col">what</th>
            <th scope="col" class="figure">
              took
            </th>
            <th scope="col">seen by</th>
          </tr>
        </thead>
        <tbody>
          {refusedAfter(0)}
          {entries.map((entry, index) => (
            <Fragment key={entry.sequence}>
              <LogEntryLine
                match={match}
                game={game}
                entry={entry}
                tookMs={entry.at - (entries[index - 1]?.at ?? startedAt)}
                isShown={entry.sequence === at}
              />
              {refusedAfter(entry.sequence)}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Scrolls a box to its marked row; the page does not move. */
function showRow(box: HTMLElement): void {
  const row = box.querySelector('tr.here')?.getBoundingClientRect();
  // Before the first entry no row is marked.
  if (row === undefined) box.scrollTop = 0;
  else box.scrollTop += row.top - box.getBoundingClientRect().top - (box.clientHeight - row.height) / 2;
}

function LogEntryLine({
  match,
  game,
  entry,
  tookMs,
  isShown,
}: {
  readonly match: ConsoleMatchDetail;
  readonly game: Game | undefined;
  readonly entry: LogEntryRow;
  readonly tookMs: number;
  readonly isShown: boolean;
}) {
  const { sequence, seat, lagMs } = entry;
  return (
    <tr class={isShown ? 'here' : ''}>
      <td class="figure">
        <button
          type="button"
          class="quiet small"
          aria-label={`show entry ${sequence}`}
          onClick={() => adjust({ at: sequence === match.entries.length ? '' : String(sequence) })}
        >
          {sequence}
        </button>
      </td>
      <td class="words">
        <span class="chip" data-seat={seat ?? undefined} aria-hidden="true" />{' '}
        {entryWords(match, game, entry)}
        <Before match={match} entry={entry} />
      </td>
      <td class="figure">
        {spanText(tookMs)}
        {lagMs === undefined ? null : (
          <small class="calm" title="of it on the way, which the clock does not count">
            {' '}
            lag {Math.round(lagMs)} ms
          </small>
        )}
      </td>
      <td>
        <SeenBy match={match} sequence={sequence} />
      </td>
    </tr>
  );
}

/** Why a match continued on a new server: how the process before it ended. */
function Before({ match, entry }: { readonly match: ConsoleMatchDetail; readonly entry: LogEntryRow }) {
  const before = entry.action.kind === 'claim' ? sessionBefore(match, entry.at) : undefined;
  return before === undefined ? null : (
    <small class="calm">
      {' '}
      since its process ended: <a href={hashWith({ tab: 'Sessions' })}>{before}</a>
    </small>
  );
}

/** How the session ended that ran the match last before a time, in epoch milliseconds. */
function sessionBefore({ sessions }: ConsoleMatchDetail, at: number): string | undefined {
  // Sessions are newest first; GameLift returns times in whole seconds.
  const second = 1_000;
  return sessions.find(({ endedAt }) => endedAt !== undefined && endedAt <= at + second)?.ended;
}

/** Links to the board after an entry, one as each seat sees it. */
function SeenBy({ match, sequence }: { readonly match: ConsoleMatchDetail; readonly sequence: number }) {
  return (
    <span class="seen-by">
      {match.seats.map((seat, index) => (
        <a
          key={seat.playerId}
          href={hashWith({ at: String(sequence), as: `seat${index}` })}
          title={`as ${nameOf(seat)} sees it`}
          aria-label={`entry ${sequence} as ${nameOf(seat)} sees it`}
        >
          <span class="chip" data-seat={index} />
        </a>
      ))}
    </span>
  );
}

/** Refused commands, at the entry at which they arrived. */
function Refused({
  match,
  refusals,
}: {
  readonly match: ConsoleMatchDetail;
  readonly refusals: readonly Refusal[];
}) {
  return (
    <>
      {refusals.map(({ at, seat, code, message }, index) => (
        <tr key={`${at} ${index}`} class="refused">
          <td class="figure">–</td>
          <td class="words">
            <span class="chip hollow" data-seat={seat} aria-hidden="true" />
            {` ${seatName(match, seat)}: refused, `}
            <code>{code}</code> {message}
          </td>
          <td class="figure" />
          <td />
        </tr>
      ))}
    </>
  );
}
