import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type ConsoleMatchDetail, type LogEntryRow, matchStates } from '../../contract/console/matches';
import { messageOf } from '../../core/message-of';
import { type Game } from '../../core/define';
import { ask } from './live';
import { worthOf } from './play-out';
import { hashWith } from './route';
import { entryWords } from './timeline';

/**
 * A move that costs this much of a win, or more, is a blunder: a draw that was a win, a loss that was a draw.
 */
const blunder = 0.5;

interface Fall {
  readonly entry: LogEntryRow;
  readonly from: number;
  readonly to: number;
}
interface BlunderSearch {
  readonly at: number;
  readonly falls: readonly Fall[];
  readonly failure?: string;
}

/**
 * Who blundered: the moves after which the game's strongest bot, playing on for all, ends worse for the
 * mover.
 */
export function Blunders({
  match,
  game,
}: {
  readonly match: ConsoleMatchDetail;
  readonly game: Game | undefined;
}) {
  const { matchId, entries } = match;
  const looked = useSignal<BlunderSearch>({ at: entries.length, falls: [] });
  useEffect(() => {
    if (game === undefined) return undefined;
    let left = false;
    const say = (next: BlunderSearch): boolean => {
      if (!left) looked.value = next;
      return !left;
    };
    look(match, game, say).catch((error: unknown) => {
      say({ ...looked.value, failure: messageOf(error) });
    });
    return () => {
      left = true;
    };
  }, [matchId, entries.length, game]);
  if (game === undefined || game.botLevels.length === 0)
    return <p class="calm">This game has no bot, so that there is nothing to compare with.</p>;
  const { at, falls, failure } = looked.value;
  return (
    <>
      <p class="calm">
        After each move the strongest bot plays on for all seats. A move is listed when its player then ends
        worse than before it.
      </p>
      {failure === undefined ? null : (
        <p class="notice bad" role="alert">
          {failure}
        </p>
      )}
      <ol class="plain" aria-label="blunders">
        {falls.map(({ entry, from, to }) => (
          <li key={entry.sequence}>
            <a href={hashWith({ at: String(entry.sequence) })}>
              entry {entry.sequence}: {entryWords(match, game, entry)}
            </a>{' '}
            <span class="state bad">
              {percent(from)} → {percent(to)}
            </span>
          </li>
        ))}
      </ol>
      <p role="status" class="calm">
        {at > 0
          ? `Looking, from the end: entry ${at} of ${entries.length} …`
          : falls.length === 0
            ? 'No player blundered.'
            : `${falls.length === 1 ? 'One blunder' : `${falls.length} blunders`} in ${entries.length} ` +
              'entries.'}
      </p>
    </>
  );
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** From the end to the start: what decided a match lies near its end, most often. */
async function look(
  match: ConsoleMatchDetail,
  game: Game,
  say: (next: BlunderSearch) => boolean,
): Promise<void> {
  const states = await ask(`/matches/${match.matchId}/states`, matchStates);
  const parts = {
    teams: match.seats.map(({ team }) => team),
    seed: match.seed,
    now: () => performance.now(),
    pause: () => new Promise<void>((resolve) => setTimeout(resolve)),
  };
  const worthAt = async (at: number) => {
    const state = states[at];
    return state === undefined ? undefined : worthOf(game, state, parts);
  };
  let falls: readonly Fall[] = [];
  let after = await worthAt(match.entries.length);
  for (let at = match.entries.length; at > 0; at -= 1) {
    if (!say({ at, falls })) return;
    const before = await worthAt(at - 1);
    const entry = match.entries[at - 1];
    if (entry !== undefined && entry.seat !== null && entry.action.kind === 'play') {
      const [from = 0, to = 0] = [before?.[entry.seat], after?.[entry.seat]];
      if (from - to >= blunder) falls = [{ entry, from, to }, ...falls];
    }
    after = before;
  }
  say({ at: 0, falls });
}
