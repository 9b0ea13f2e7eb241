import { type AfterMatch, type ShownLeaderboard } from './after-match';
import { displayName } from './names';
import { leaderboardTitle, placelessWords, scoreText } from './rating-words';

/** The leaderboard around the player, or that it is being counted. */
export function AroundLeaderboard(
  props: Omit<AroundProps, 'shown'> & { readonly shown: AfterMatch['leaderboard'] },
) {
  const { shown } = props;
  if (shown === undefined) return null;
  if (shown === 'counting') return <p class="calm">The leaderboard around you is being counted …</p>;
  return <Around {...props} shown={shown} />;
}

interface AroundProps {
  readonly shown: ShownLeaderboard;
  readonly standing: AfterMatch['standing'];
  readonly playerId: string;
  /** The heading's level, after what the page has above it. */
  readonly level?: 'h2' | 'h3';
}

/**
 * The leaderboard around the player, who is marked; the player's own row stands below a leaderboard without
 * it.
 */
function Around({
  shown: { leaderboard, period, items },
  standing,
  playerId,
  level: Title = 'h3',
}: AroundProps) {
  const title = leaderboardTitle(leaderboard, period);
  const isPlaced = items.some((entry) => entry.playerId === playerId);
  const rating =
    leaderboard.metric === 'rating' && standing !== undefined ? scoreText(leaderboard, standing.rating) : '';
  if (items.length === 0)
    return (
      <p class="calm">
        {title}: no player is on this leaderboard yet. {placelessWords(leaderboard, standing)}
      </p>
    );
  return (
    <section class="around">
      <Title>{title}</Title>
      <ol class="ranks" aria-label={`leaderboard: ${title}`}>
        {items.map((entry) => {
          const own = entry.playerId === playerId;
          return (
            <li key={entry.playerId} class={own ? 'own' : ''} aria-current={own ? 'true' : undefined}>
              <span class="rank">{entry.rank}</span>
              <span class="who">
                {entry.displayName ?? displayName(entry.playerId)}
                {own ? <span class="note"> (you)</span> : null}
              </span>
              <span>{scoreText(leaderboard, entry.score)}</span>
            </li>
          );
        })}
        {isPlaced ? null : (
          <li class="own apart" aria-current="true">
            <span class="rank">–</span>
            <span class="who">
              {displayName(playerId)}
              <span class="note"> (you)</span>
            </span>
            <span>{rating}</span>
          </li>
        )}
      </ol>
      {isPlaced ? null : <p class="calm">{placelessWords(leaderboard, standing)}</p>}
    </section>
  );
}
