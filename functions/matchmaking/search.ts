import { type TicketDocument } from '../../contract/rest/tickets';
import { type SearchSeconds } from '../../contract/search-seconds';
import { canonicalJson } from '../../core/json';
import { type Backend, type Matchmaking } from '../../definition';
import { needsOf, stagesAt } from '../../definition/search-stages';
import { type TicketRecord } from '../../store/ticket-record';
import { type TicketStore } from '../../store/tickets';
import { log } from '../shared/log';

/** A container reads the open tickets at most once in this time, however many players ask, in ms. */
const poolAgeMs = 2000;
/** Tickets that are read from each part of the index: where more wait, their number is not published. */
const maxTicketsOfShard = 50;

/** Statuses in which FlexMatch looks for a match. */
const searching: ReadonlySet<string> = new Set(['queued', 'searching']);

/** The open tickets as they were at most two seconds ago; undefined when there are too many to read. */
type ReadPool = () => Promise<readonly TicketRecord[] | undefined>;

interface SearchParts {
  readonly tickets: Pick<TicketStore, 'openTickets'>;
  readonly backend: Pick<Backend, 'matchmakings'>;
  /** Undefined: the end of a search is not published. */
  readonly searchSeconds?: SearchSeconds;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Reads what a searching ticket looks for, how many players look for the same, and what changes next. Of
 * other players it publishes only their number.
 */
export function createSearchReader({ tickets, backend, searchSeconds, now }: SearchParts) {
  const readPool = sharedPool(tickets, now);
  return async (ticket: TicketRecord): Promise<Pick<TicketDocument, 'search'>> => {
    const matchmaking = backend.matchmakings.get(ticket.matchmaking);
    if (matchmaking === undefined || !isSearching(ticket)) return {};
    const pool = await readPool();
    const waited = Math.max(0, (now() - ticket.createdAt) / 1000);
    const stages = stagesAt(matchmaking.ruleSet.search, waited);
    const ends = secondsOf(searchSeconds, matchmaking);
    if (stages.now === undefined) return {};
    const search = {
      waitedSeconds: Math.floor(waited),
      ...(pool === undefined ? {} : countsOf(ticket, matchmaking, pool)),
      ...needsOf(stages.now),
      widensWith: matchmaking.ruleSet.expansionAge,
      ...(stages.next === undefined
        ? {}
        : {
            next: {
              inSeconds: Math.ceil(stages.next.fromSeconds - waited),
              ...needsOf(stages.next),
            },
          }),
      ...(ends === undefined ? {} : { endsInSeconds: Math.max(0, Math.ceil(ends - waited)) }),
    };
    return { search };
  };
}

type Search = NonNullable<TicketDocument['search']>;

/** All requests of a container share one read. */
function sharedPool(tickets: SearchParts['tickets'], now: () => number): ReadPool {
  let last: { readonly at: number; readonly pool: ReturnType<ReadPool> } | undefined;
  return () => {
    if (last === undefined || now() - last.at >= poolAgeMs) {
      // Without the number a ticket is still shown.
      const pool = tickets.openTickets(maxTicketsOfShard).catch((error: unknown) => {
        log('info', 'the open tickets could not be read', { error });
        return undefined;
      });
      last = { at: now(), pool };
    }
    return last.pool;
  };
}

const isSearching = ({ status }: TicketRecord): boolean => searching.has(status);

/** The time of a matchmaking: the environment's for it, else the definition's, else the environment's. */
function secondsOf(
  configured: SearchSeconds | undefined,
  { key, requestTimeoutSeconds }: Matchmaking,
): number | undefined {
  return configured?.overrides.get(key) ?? requestTimeoutSeconds ?? configured?.otherwise;
}

/**
 * The players who may become one match with this ticket as far as game and options go, it included, and those
 * whom only their options keep away.
 */
function countsOf(
  ticket: TicketRecord,
  { ruleSet }: Matchmaking,
  pool: readonly TicketRecord[],
): Pick<Search, 'waiting' | 'withOtherOptions'> {
  const options = canonicalJson(ticket.options);
  const others = pool.filter(
    (other) =>
      // By player: the pool is seconds old, and may have the ticket that this one has replaced.
      other.playerId !== ticket.playerId &&
      isSearching(other) &&
      other.matchmaking === ticket.matchmaking &&
      (other.game === ticket.game || !ruleSet.equal.has('game')),
  );
  const same = others.filter(
    (other) => !ruleSet.equal.has('options') || canonicalJson(other.options) === options,
  );
  const withOtherOptions = others.length - same.length;
  return { waiting: same.length + 1, ...(withOtherOptions === 0 ? {} : { withOtherOptions }) };
}
