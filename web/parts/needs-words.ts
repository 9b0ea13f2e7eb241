import { type TicketDocument } from '../../contract/rest/tickets';

type Search = NonNullable<TicketDocument['search']>;
type Needs = Pick<Search, 'players' | 'limits'>;
type Limit = Search['limits'][number];

export function limitWords(limit: Limit): string {
  if (limit.kind === 'latency') return `a server within ${limit.most} ms of each player`;
  return limit.attribute === 'skill'
    ? `ratings within ${limit.most} points`
    : `${limit.attribute} within ${limit.most}`;
}

const isSame = (left: Limit, right: Limit): boolean => limitWords(left) === limitWords(right);

/** The needs of a match that become easier by the next step of a search. */
export function stepWords(now: Needs, next: Needs): string {
  const players =
    next.players.min === now.players.min
      ? []
      : [`${next.players.min} ${next.players.min === 1 ? 'player is' : 'players are'} enough`];
  const limits = next.limits.filter((limit) => !now.limits.some((known) => isSame(known, limit)));
  const changes = [...players, ...limits.map(limitWords)];
  return changes.length === 0 ? 'the search widens' : changes.join(', ');
}
