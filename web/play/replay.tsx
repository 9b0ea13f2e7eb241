import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../../core/message-of';
import { type Game } from '../../core/define';
import { type Viewer } from '../../core/game-rules';
import { replay } from '../../core/match/match';
import { type ToldMatch } from '../../core/match/verify';
import { eventFor, positionFor } from '../../core/match/views';
import { drawMatch, seatColours } from '../drawing/draw-match';
import { MatchDrawing } from '../drawing/match-drawing';
import { account } from './account';
import { loadGame } from '../parts/games';
import { actionWords } from '../parts/action-words';
import { nameAt } from './names';
import { StepSlider } from '../parts/step-slider';

interface Loaded {
  readonly told: ToldMatch;
  readonly game: Game;
}

/** An ended match, folded again in the browser up to any entry, as any seat or a spectator saw it. */
export function Replay({ matchId }: { readonly matchId: string }) {
  const loaded = useSignal<Loaded | string | undefined>(undefined);
  useEffect(() => {
    load(matchId).then(
      (match) => {
        loaded.value = match;
      },
      (error: unknown) => {
        loaded.value = messageOf(error);
      },
    );
  }, [matchId]);
  const { value } = loaded;
  if (value === undefined) return <p class="calm">Reading the log …</p>;
  return typeof value === 'string' ? (
    <p class="notice bad" role="alert">
      The match cannot be replayed: {value}
    </p>
  ) : (
    <Slider told={value.told} game={value.game} />
  );
}

async function load(matchId: string): Promise<Loaded> {
  const { player } = account.value ?? {};
  if (player === undefined) throw new Error('sign in first');
  const told = await player.toldMatch(matchId);
  const game = await loadGame(told.header.game);
  if (game === undefined) throw new Error(`this page has no code of ${told.header.game}`);
  return { told, game };
}

function Slider({ told, game }: Loaded) {
  const { header, entries } = told;
  const at = useSignal(entries.length);
  const own = header.seats.findIndex((seat) => seat === account.value?.player.playerId);
  const viewer = useSignal<Viewer>(own === -1 ? 'spectator' : own);
  // Folded from the start each time: a log is short, and the server runs the same fold.
  const moment = useComputed(() =>
    game.with((typed) => {
      const match = replay(typed, header, entries.slice(0, at.value));
      const newest = entries[at.value - 1];
      return {
        seen: { view: positionFor(match, viewer.value).view, legal: [] },
        event: newest && eventFor(match, newest, viewer.value),
      };
    }),
  );
  const nameOf = (seat: number): string => nameAt(header.seats, seat);
  const { seen, event } = moment.value;
  const drawn = drawMatch(game, seen, viewer.value);
  return (
    <div class="replay" style={seatColours(drawn)}>
      <div class="field steps">
        <StepSlider
          unit="step"
          at={at.value}
          last={entries.length}
          change={(to) => {
            at.value = to;
          }}
        />
        <select
          aria-label="who looks"
          value={String(viewer.value)}
          onChange={({ currentTarget: { value } }) => {
            viewer.value = value === 'spectator' ? value : Number(value);
          }}
        >
          {header.seats.map((playerId, seat) => (
            <option key={playerId} value={String(seat)}>
              {nameOf(seat)}
            </option>
          ))}
          <option value="spectator">spectator</option>
        </select>
      </div>
      <p class="calm" role="status">
        {at.value} of {entries.length}
        {event === undefined
          ? ': the start'
          : `: ${event.seat === null ? 'the match' : nameOf(event.seat)} ${actionWords(game, event)}`}
      </p>
      <MatchDrawing drawn={drawn} seen={seen} context={{ nameOf, play: undefined }} />
    </div>
  );
}
