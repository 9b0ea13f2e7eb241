import { tableNames } from '../../contract/tables';
import { idPatterns, matchId, playerId } from '../../core/ids';
import { type Answerer } from './answers';
import { leaderboardDetail, listedLeaderboards } from './leaderboards';
import { recentCalls } from './calls';
import { recentEvents } from './events';
import { activeFaults } from './faults';
import { currentFleets } from './fleet';
import { labRuleSets, currentPool } from './lab';
import { matchDetail, statesOfMatch } from './match-detail';
import { currentState } from './now';
import { itemsPage, requestedPage, partitionRows } from './partition';
import { playerDetail, playerPage } from './players';
import { linesOfOwner, scriptLog } from './script-log';
import { search } from './search';
import { tableUse } from './table-use';
import { ticketDetail } from './ticket-detail';
import { type ConsoleSources } from './sources';
import { ticketPage } from './tickets';

/** The maximum number of rows of one request. */
const maxRows = 200;

/** A whole number of a query. @throws RangeError naming the parameter and its limits */
function queryNumber(query: URLSearchParams, name: string, most: number): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value > most)
    throw new RangeError(`${name} is a whole number from 0 to ${most}, not ${JSON.stringify(text)}`);
  return value;
}

const range = (query: URLSearchParams): { from: number; count: number } => ({
  from: queryNumber(query, 'from', 1e8) ?? 0,
  count: queryNumber(query, 'count', maxRows) ?? 60,
});

/** The parameters of a query that are present and not empty. */
function wordsOf<Name extends string>(
  query: URLSearchParams,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const words: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = query.get(name);
    if (value !== null && value !== '') words[name] = value;
  }
  return words;
}

type Route = readonly [
  pattern: RegExp,
  answer: (id: string, query: URLSearchParams, sources: ConsoleSources) => Promise<unknown>,
];

const routes: readonly Route[] = [
  [/^\/now$/, (_, __, sources) => currentState(sources)],
  [
    /^\/matches$/,
    (_, query, { list }) => list.page({ ...wordsOf(query, ['game', 'status', 'player']), ...range(query) }),
  ],
  [
    /^\/matches\/([^/]+)$/,
    async (id, query, sources) =>
      idPatterns.matchId.test(id)
        ? matchDetail(sources, matchId(id), queryNumber(query, 'at', 1e8))
        : undefined,
  ],
  [
    /^\/matches\/([^/]+)\/states$/,
    async (id, _, sources) => (idPatterns.matchId.test(id) ? statesOfMatch(sources, matchId(id)) : undefined),
  ],
  [
    /^\/matches\/([^/]+)\/script-log$/,
    async (id, _, { list, insight }) =>
      idPatterns.matchId.test(id) ? scriptLog(insight, list.sessions().get(matchId(id)) ?? []) : undefined,
  ],
  [
    /^\/tickets$/,
    (_, query, sources) =>
      ticketPage(sources, { ...wordsOf(query, ['status', 'matchmaking', 'player']), ...range(query) }),
  ],
  [/^\/tickets\/([^/]+)$/, (id, _, sources) => ticketDetail(sources, id)],
  [
    /^\/players$/,
    (_, query, sources) => playerPage(sources, { ...wordsOf(query, ['name']), ...range(query) }),
  ],
  [
    /^\/players\/([^/]+)$/,
    async (id, _, sources) =>
      idPatterns.playerId.test(id) ? playerDetail(sources, playerId(id)) : undefined,
  ],
  [/^\/boards$/, (_, __, sources) => Promise.resolve(listedLeaderboards(sources))],
  [
    /^\/boards\/([^/]+)$/,
    (name, query, sources) =>
      leaderboardDetail(sources, name, wordsOf(query, ['period', 'cursor', 'around'])),
  ],
  [/^\/fleet$/, (_, __, { insight, list, names, fleet }) => currentFleets(insight, list, names, fleet)],
  [/^\/fleet\/([^/]+)\/log$/, (id, _, { insight }) => linesOfOwner(insight, id)],
  [/^\/calls(?:\/([^/]+))?$/, (of, _, sources) => recentCalls(sources, of === '' ? undefined : of)],
  [
    /^\/events(?:\/([^/]+))?$/,
    (of, _, { events, tables, names }) =>
      recentEvents(events, tables.deliveries, names, of === '' ? undefined : of),
  ],
  [/^\/faults$/, (_, __, { switches, insight }) => Promise.resolve(activeFaults(switches, insight))],
  [
    /^\/tables$/,
    (_, __, sources) => tableUse(sources.calls, sources.tableNames, tableNames, sources.streams),
  ],
  [
    /^\/tables\/([^/]+)$/,
    async (name, query, { tables }) => {
      const table = tableNames.find((known) => known === name);
      const pk = query.get('pk') ?? '';
      return table === undefined || pk === ''
        ? undefined
        : partitionRows(table, pk, await tables.partition(table, pk));
    },
  ],
  [
    /^\/tables\/([^/]+)\/items$/,
    async (name, query, { tables }) => {
      const table = tableNames.find((known) => known === name);
      if (table === undefined) return undefined;
      const page = requestedPage(table, wordsOf(query, ['kind', 'afterPk', 'afterSk']));
      return itemsPage(table, await tables.page(table, page));
    },
  ],
  [/^\/lab$/, (_, __, sources) => Promise.resolve(labRuleSets(sources))],
  [/^\/lab\/([^/]+)$/, (name, _, sources) => Promise.resolve(currentPool(sources, name))],
  [/^\/search$/, (_, query, sources) => search(sources, query.get('q') ?? '')],
];

/** Whether a path of the API has a document. */
export const isDocument = (target: string): boolean => routes.some(([pattern]) => pattern.test(target));

/** All GET routes of the console, by path. */
export function consoleRoutes(sources: ConsoleSources): Answerer {
  return async (pathname, query) => {
    for (const [pattern, answer] of routes) {
      const found = pattern.exec(pathname);
      if (found !== null) return answer(decodeURIComponent(found[1] ?? ''), query, sources);
    }
    return undefined;
  };
}
