import { tableNames } from '../../contract/tables';
import { idPatterns, matchId, playerId } from '../../core/ids';
import { type Answerer } from './answers';
import { boardDocument, boardRows } from './boards';
import { callsDocument } from './calls';
import { eventsDocument } from './events';
import { faultsDocument } from './faults';
import { fleetDocument } from './fleet';
import { labDocument, labPool } from './lab';
import { matchDocument, matchStates } from './match-detail';
import { nowDocument } from './now';
import { itemsDocument, pageOf, partitionDocument } from './partition';
import { playerDocument, playerPage } from './players';
import { linesOfOwner, scriptLog } from './script-log';
import { search } from './search';
import { tablesDocument } from './table-use';
import { ticketDocument } from './ticket-detail';
import { type ConsoleSources } from './sources';
import { ticketPage } from './tickets';

/** The maximum number of rows of one request. */
const maxRows = 200;

/** A whole number of a query. @throws RangeError naming the parameter and its limits */
function wholeNumber(query: URLSearchParams, name: string, most: number): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value > most)
    throw new RangeError(`${name} is a whole number from 0 to ${most}, not ${JSON.stringify(text)}`);
  return value;
}

const range = (query: URLSearchParams): { from: number; count: number } => ({
  from: wholeNumber(query, 'from', 1e8) ?? 0,
  count: wholeNumber(query, 'count', maxRows) ?? 60,
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
  [/^\/now$/, (_, __, sources) => nowDocument(sources)],
  [
    /^\/matches$/,
    (_, query, { list }) => list.page({ ...wordsOf(query, ['game', 'status', 'player']), ...range(query) }),
  ],
  [
    /^\/matches\/([^/]+)$/,
    async (id, query, sources) =>
      idPatterns.matchId.test(id)
        ? matchDocument(sources, matchId(id), wholeNumber(query, 'at', 1e8))
        : undefined,
  ],
  [
    /^\/matches\/([^/]+)\/states$/,
    async (id, _, sources) => (idPatterns.matchId.test(id) ? matchStates(sources, matchId(id)) : undefined),
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
  [/^\/tickets\/([^/]+)$/, (id, _, sources) => ticketDocument(sources, id)],
  [
    /^\/players$/,
    (_, query, sources) => playerPage(sources, { ...wordsOf(query, ['name']), ...range(query) }),
  ],
  [
    /^\/players\/([^/]+)$/,
    async (id, _, sources) =>
      idPatterns.playerId.test(id) ? playerDocument(sources, playerId(id)) : undefined,
  ],
  [/^\/boards$/, (_, __, sources) => Promise.resolve(boardRows(sources))],
  [
    /^\/boards\/([^/]+)$/,
    (name, query, sources) => boardDocument(sources, name, wordsOf(query, ['period', 'cursor', 'around'])),
  ],
  [/^\/fleet$/, (_, __, { insight, list, names, fleet }) => fleetDocument(insight, list, names, fleet)],
  [/^\/fleet\/([^/]+)\/log$/, (id, _, { insight }) => linesOfOwner(insight, id)],
  [/^\/calls(?:\/([^/]+))?$/, (of, _, sources) => callsDocument(sources, of === '' ? undefined : of)],
  [
    /^\/events(?:\/([^/]+))?$/,
    (of, _, { events, tables, names }) =>
      eventsDocument(events, tables.deliveries, names, of === '' ? undefined : of),
  ],
  [/^\/faults$/, (_, __, { switches, insight }) => Promise.resolve(faultsDocument(switches, insight))],
  [
    /^\/tables$/,
    (_, __, sources) => tablesDocument(sources.calls, sources.tableNames, tableNames, sources.streams),
  ],
  [
    /^\/tables\/([^/]+)$/,
    async (name, query, { tables }) => {
      const table = tableNames.find((known) => known === name);
      const pk = query.get('pk') ?? '';
      return table === undefined || pk === ''
        ? undefined
        : partitionDocument(table, pk, await tables.partition(table, pk));
    },
  ],
  [
    /^\/tables\/([^/]+)\/items$/,
    async (name, query, { tables }) => {
      const table = tableNames.find((known) => known === name);
      if (table === undefined) return undefined;
      const page = pageOf(table, wordsOf(query, ['kind', 'afterPk', 'afterSk']));
      return itemsDocument(table, await tables.page(table, page));
    },
  ],
  [/^\/lab$/, (_, __, sources) => Promise.resolve(labDocument(sources))],
  [/^\/lab\/([^/]+)$/, (name, _, sources) => Promise.resolve(labPool(sources, name))],
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
