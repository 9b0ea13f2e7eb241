import { type ReadonlySignal } from '@preact/signals';
import { type ComponentChildren } from 'preact';
import { type ConsoleMatchRow } from '../../contract/console/matches';
import { type ConsolePlayer } from '../../contract/console/console-player';
import { isBotId } from '../../core/bots/bot-ids';
import { hashOf, route, sections } from './route';
import { absoluteText, clock, spanText } from './time';
import { connection, type Watched } from './live';

/**
 * The age of a time; the full time on hover.
 * @param by the clock: the backend's unless another is given
 */
export function Ago({ at, by = clock }: { readonly at: number; readonly by?: ReadonlySignal<number> }) {
  return (
    <time class="figure" dateTime={new Date(at).toISOString()} title={absoluteText(at)}>
      {spanText(by.value - at)}
      <span class="ago"> ago</span>
    </time>
  );
}

/** A short id; a click copies the full one. */
export function Id({ of, letters = 8 }: { readonly of: string; readonly letters?: number }) {
  return (
    <button
      type="button"
      class="id"
      title={`${of} – click to copy`}
      aria-label={`copy ${of}`}
      onClick={(event) => {
        event.preventDefault();
        void navigator.clipboard.writeText(of);
      }}
    >
      {of.replace(/^p-/, '').slice(0, letters)}
    </button>
  );
}

const tones: Readonly<Record<string, string>> = {
  active: 'live',
  ACTIVE: 'live',
  finished: 'ended',
  TERMINATED: 'ended',
  CANCELLED: 'ended',
  void: 'ended',
  abandoned: 'bad',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
  ERROR: 'bad',
  COMPLETED: 'good',
  FULFILLED: 'good',
  // Tickets, in the product's words.
  completed: 'good',
  cancelled: 'ended',
  'timed out': 'bad',
  failed: 'bad',
  'not asked for': 'ended',
  'match left': 'ended',
  'not accepted': 'ended',
  'player removed': 'ended',
};

/** A status, in its colour; a status that is neither live nor final counts as pending. */
export function State({ of }: { readonly of: string }) {
  return <span class={`state ${tones[of] ?? 'waiting'}`}>{of.toLowerCase().replaceAll('_', ' ')}</span>;
}

/** The state of a match: whether it is void, and where it waits while no process runs it. */
export function MatchState({ of: { status, hosting, isVoid } }: { readonly of: ConsoleMatchRow }) {
  if (isVoid === true) return <State of="void" />;
  return <State of={hosting === undefined || hosting === 'live' ? status : hosting} />;
}

/** A player's name; a short id for a player without one. */
export function nameOf({ name, playerId }: ConsolePlayer): string {
  return name === '' ? playerId.replace(/^p-/, '').slice(0, 8) : name;
}

/** The name of a seat's player. */
export const seatName = ({ seats }: { readonly seats: readonly ConsolePlayer[] }, seat: number): string =>
  nameOf(seats[seat] ?? { name: '', playerId: `seat ${seat}` });

/** The answer of a path, or the reason why there is none. */
export function Shown<Body>({
  watched,
  children,
}: {
  readonly watched: Watched<Body>;
  readonly children: (body: Body) => ComponentChildren;
}) {
  switch (watched.kind) {
    case 'waiting':
      return (
        <p class="calm">
          {connection.value === 'lost'
            ? 'Nothing is known of this part yet. It comes by itself when the backend answers again.'
            : 'Asking …'}
        </p>
      );
    case 'absent':
      return (
        <p class="notice bad" role="alert">
          {watched.status === 404 ? <Unknown /> : watched.says}
        </p>
      );
    case 'here':
      return <>{children(watched.body)}</>;
  }
}

/** An address of something that this backend does not have, with the way back to what it has. */
function Unknown() {
  const { section, id } = route.value;
  const { title } = sections.find(({ name }) => name === section) ?? sections[0];
  return (
    <>
      This backend knows nothing with the id <code>{id}</code>: the address may be cut, or the backend may
      have started with new data since. <a href={hashOf({ section, id: '', query: {} })}>All of {title}</a>
    </>
  );
}

/** `1 call`, `2 processes`. */
export const counted = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? '' : /(?:s|ch)$/.test(word) ? 'es' : 's'}`;

/** Tabs of a detail page; each has an address. */
export function Tabs({
  tabs,
  chosen,
  address,
}: {
  readonly tabs: readonly string[];
  readonly chosen: string;
  readonly address: (tab: string) => string;
}) {
  return (
    <nav class="tabs" aria-label="parts of this page">
      {tabs.map((tab) => (
        <a key={tab} href={address(tab)} aria-current={tab === chosen ? 'page' : undefined}>
          {tab}
        </a>
      ))}
    </nav>
  );
}

/** A player's name as a link; a bot has no page. */
export function PlayerLink({ player }: { readonly player: ConsolePlayer }) {
  if (isBotId(player.playerId)) return <>{nameOf(player)}</>;
  return <a href={`#/players/${encodeURIComponent(player.playerId)}`}>{nameOf(player)}</a>;
}

/** The head of a table: the title of its first column, then those of columns of figures. */
export function FigureColumns({
  first,
  figures,
}: {
  readonly first: string;
  readonly figures: readonly string[];
}) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {figures.map((title) => (
          <th key={title} scope="col" class="figure">
            {title}
          </th>
        ))}
      </tr>
    </thead>
  );
}
