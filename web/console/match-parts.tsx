import { type ConsoleMatchDetail, type MatchMoment, type ScriptLogRow } from '../../contract/console/matches';
import { type Game } from '../../core/define';
import { timeText } from '../parts/time-text';
import { Blunders } from './blunders';
import { type Watched } from './live';
import { Log } from './match-log';
import { Ago, Id, nameOf, seatName, State, Tabs } from './parts';
import { ProcessLog } from './process-log';
import { hashWith, route } from './route';
import { BoardOfViewer } from './seen-board';
import { StateTree } from './state-tree';
import { bytesText } from './time';
import { type ShownLog } from './timeline';

const tabs = ['Log', 'State', 'Views', 'Clocks', 'Blunders', 'Sessions', 'Script log'] as const;

interface PartsOf extends ShownLog {
  readonly moment: MatchMoment | undefined;
  readonly script: Watched<readonly ScriptLogRow[]>;
}

/** The details of a match beside its board. */
export function MatchParts(parts: PartsOf) {
  const chosen = tabs.find((tab) => tab === route.value.query['tab']) ?? 'Log';
  return (
    <>
      <Tabs tabs={tabs} chosen={chosen} address={(tab) => hashWith({ tab: tab === 'Log' ? '' : tab })} />
      <div class="part">
        <Part {...parts} tab={chosen} />
      </div>
    </>
  );
}

function Part({
  tab,
  match,
  moment,
  at,
  game,
  refusals,
  script,
}: PartsOf & { readonly tab: (typeof tabs)[number] }) {
  switch (tab) {
    case 'Log':
      return <Log match={match} at={at} game={game} refusals={refusals} />;
    case 'State':
      return moment === undefined ? null : <StateTree value={moment.state} before={moment.before} />;
    case 'Views':
      return moment === undefined ? null : <Views match={match} moment={moment} game={game} />;
    case 'Clocks':
      return moment === undefined ? null : <Clocks match={match} moment={moment} />;
    case 'Blunders':
      return <Blunders match={match} game={game} />;
    case 'Sessions':
      return <Sessions match={match} />;
    case 'Script log':
      return <ProcessLog rows={script} label="script log" />;
  }
}

/** The views of all seats, side by side. */
function Views({
  match,
  moment,
  game,
}: {
  readonly match: ConsoleMatchDetail;
  readonly moment: MatchMoment;
  readonly game: Game | undefined;
}) {
  return (
    <div class="views">
      {match.seats.map((seat, index) => (
        <section key={seat.playerId}>
          <h3>
            <span class="chip" data-seat={index} aria-hidden="true" /> {nameOf(seat)}
            {moment.toAct.includes(index) ? ' · to act' : ''}
          </h3>
          <BoardOfViewer match={match} moment={moment} game={game} viewer={index} />
        </section>
      ))}
    </div>
  );
}

function Clocks({ match, moment }: { readonly match: ConsoleMatchDetail; readonly moment: MatchMoment }) {
  if (moment.clocks.length === 0) return <p class="calm">This match has no clocks.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">seat</th>
          <th scope="col" class="figure">
            left
          </th>
          <th scope="col">runs</th>
          <th scope="col">ends</th>
        </tr>
      </thead>
      <tbody>
        {moment.clocks.map(({ remainingMs, runsSince, deadline, periods }, seat) => (
          <tr key={seat}>
            <th scope="row">{seatName(match, seat)}</th>
            <td class="figure">
              {timeText(remainingMs)}
              {periods === null ? '' : ` × ${periods}`}
            </td>
            <td>{runsSince === null ? 'stands' : <Ago at={runsSince} />}</td>
            <td>{deadline === null ? '' : new Date(deadline).toLocaleTimeString()}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Sessions({
  match: { sessions, epoch, attempt, matchmaking, rated, rulesVersion, seed },
}: {
  readonly match: ConsoleMatchDetail;
}) {
  return (
    <>
      <p>
        Matchmaking {matchmaking}, {rated ? 'rated' : 'not rated'}, rules version {rulesVersion}, seed{' '}
        <code>{seed}</code>. Owner’s epoch {epoch}, placements after the first: {attempt}.
      </p>
      <ul class="plain">
        {sessions.map(({ gameSessionId, status, since, endedAt, ended, processId, pid, memoryBytes }) => (
          <li key={gameSessionId}>
            <State of={status} />{' '}
            <Id of={gameSessionId.slice(gameSessionId.lastIndexOf('/') + 1)} letters={14} />{' '}
            <Ago at={since} />{' '}
            {processId === undefined ? null : (
              <a href={`#/fleet/${processId}`}>process {pid ?? processId.slice(0, 8)}</a>
            )}{' '}
            {memoryBytes === undefined ? '' : bytesText(memoryBytes)}
            {endedAt === undefined ? null : (
              <p class="calm">
                ended <Ago at={endedAt} />
                {ended === undefined ? '' : `: ${ended}`}
              </p>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
