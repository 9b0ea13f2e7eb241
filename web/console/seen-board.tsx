import { type ConsoleMatchDetail, type MatchMoment } from '../../contract/console/matches';
import { type Game } from '../../core/define';
import { drawMatch, seatColours } from '../drawing/draw-match';
import { MatchDrawing } from '../drawing/match-drawing';
import { nameOf, seatName } from './parts';
import { hashWith, route } from './route';

/** `seat1` → 1; any other text is a spectator. */
export function viewerOf(as: string | undefined): 'spectator' | number {
  const [, seat] = /^seat(\d)$/.exec(as ?? '') ?? [];
  return seat === undefined ? 'spectator' : Number(seat);
}

/** The board as the viewer in the address sees it, with a switch between viewers. */
export function SeenBoard({
  match,
  moment,
  game,
}: {
  readonly match: ConsoleMatchDetail;
  readonly moment: MatchMoment;
  readonly game: Game | undefined;
}) {
  const viewer = viewerOf(route.value.query['as']);
  const choices = [
    { as: '', viewer: 'spectator', name: 'Spectator' },
    ...match.seats.map((seat, index) => ({ as: `seat${index}`, viewer: index, name: nameOf(seat) })),
  ];
  return (
    <div class="seen">
      <nav class="tabs" aria-label="whose view">
        {choices.map(({ as, viewer: who, name }) => (
          <a key={as} href={hashWith({ as })} aria-current={who === viewer ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <BoardOfViewer match={match} moment={moment} game={game} viewer={viewer} />
    </div>
  );
}

/** The board of one viewer. The server has computed the view. */
export function BoardOfViewer({
  match,
  moment,
  game,
  viewer,
}: {
  readonly match: ConsoleMatchDetail;
  readonly moment: MatchMoment;
  readonly game: Game | undefined;
  readonly viewer: 'spectator' | number;
}) {
  const found = moment.seen.find((candidate) => candidate.viewer === viewer);
  if (found === undefined) return <p class="calm">The match has no such seat.</p>;
  const seen = { view: found.view, legal: [], last: found.last };
  const drawn = drawMatch(game, seen, viewer);
  return (
    <div class="board" style={seatColours(drawn)}>
      <MatchDrawing
        drawn={drawn}
        seen={seen}
        context={{
          nameOf: (seat) => seatName(match, seat),
          play: undefined,
          seats: { count: match.seats.length },
        }}
      />
    </div>
  );
}
