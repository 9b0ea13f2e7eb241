import { type AttributeValue, type PoolTicket, type TicketPlayer } from '../engine-types';
import { type RuleSet } from '../rule-set/rule-set';
import { type AttributeType } from '../engine-types';
import { type ArrivingTicket } from './arrivals';
import { readCsv } from './csv';
import { PopulationError } from './population';

const latencyColumn = /^latency(?:Ms)?[:.](.+)$/;
/** The same limit as for a drawn population. */
const longestDays = 31;
const fixed = ['ticketId', 'playerId', 'startTime', 'region'] as const;

interface Column {
  readonly index: number;
  readonly header: string;
}

/**
 * Reads recorded tickets: one line per player; lines with one ticketId are a party. Columns: `startTime`
 * (required: seconds, or an ISO 8601 time), `ticketId`, `playerId`, `region`, `latency:LOCATION` in
 * milliseconds, and one for each attribute by its declared name. An empty cell is a value that was not sent.
 * Lists are written `a|b`, maps `a=1|b=2`. Times are shifted so that the first ticket starts at 0.
 * @throws PopulationError naming line and column
 * @throws CsvError for invalid CSV
 */
export function parseRecording(text: string, ruleSets: readonly RuleSet[]): ArrivingTicket[] {
  const [head, ...records] = readCsv(text);
  if (head === undefined)
    throw new PopulationError(
      'the file is empty: its first line must name the columns, startTime among them',
    );
  if (records.length === 0)
    throw new PopulationError(
      'the file has no tickets: a first line with columns, and one line for each player',
    );
  const declared = new Map(
    ruleSets.flatMap((ruleSet) => ruleSet.attributes).map((attribute) => [attribute.name, attribute.type]),
  );
  const columns = head.fields.map((field, index): Column => ({ index, header: field.trim() }));
  const seen = new Set<string>();
  for (const { header } of columns) {
    if (seen.has(header))
      throw new PopulationError(`line 1: the column ${JSON.stringify(header)} stands twice`);
    seen.add(header);
    if (!declared.has(header) && !fixed.some((name) => name === header) && !latencyColumn.test(header)) {
      throw new PopulationError(
        `line 1: ${JSON.stringify(header)} is not a column; write ${[...fixed, 'latency:LOCATION', ...declared.keys()].join(', ')}`,
      );
    }
  }
  if (!seen.has('startTime'))
    throw new PopulationError('line 1: there is no column startTime (seconds, or ISO 8601 times)');
  const attributes = columns.flatMap(({ index, header }) => {
    const type = declared.get(header);
    return type === undefined ? [] : [{ index, name: header, type }];
  });
  const latencies = columns.flatMap(({ index, header }) => {
    const location = declared.has(header) ? undefined : latencyColumn.exec(header)?.[1];
    return location === undefined ? [] : [{ index, location }];
  });
  const at = (name: (typeof fixed)[number]): number => columns.findIndex(({ header }) => header === name);
  const places = {
    ticketId: at('ticketId'),
    playerId: at('playerId'),
    startTime: at('startTime'),
    region: at('region'),
  };

  const tickets = new Map<
    string,
    { line: number; startTime: number; region: string | undefined; players: TicketPlayer[] }
  >();
  const playerIds = new Map<string, Set<string>>();
  records.forEach(({ line, fields }, number) => {
    if (fields.length !== columns.length)
      throw new PopulationError(
        `line ${line}: has ${fields.length} fields, and there are ${columns.length} columns`,
      );
    const cell = (index: number): string => (fields[index] ?? '').trim();
    const ticketId = cell(places.ticketId) || `t${number + 1}`;
    const player: TicketPlayer = {
      playerId: cell(places.playerId) || `p${number + 1}`,
      attributes: Object.fromEntries(
        attributes.flatMap(({ index, name, type }) =>
          cell(index) === '' ? [] : [[name, readAttribute(cell(index), type, `line ${line}, ${name}`)]],
        ),
      ),
      latencyMs: Object.fromEntries(
        latencies.flatMap(({ index, location }) =>
          cell(index) === ''
            ? []
            : [[location, readLatency(cell(index), `line ${line}, latency:${location}`)]],
        ),
      ),
    };
    const startTime = readTime(cell(places.startTime), `line ${line}, startTime`);
    const party = tickets.get(ticketId);
    const ids = playerIds.get(ticketId) ?? new Set<string>();
    if (ids.has(player.playerId))
      throw new PopulationError(
        `line ${line}: player ${JSON.stringify(player.playerId)} stands twice in ticket ${JSON.stringify(ticketId)}`,
      );
    playerIds.set(ticketId, ids.add(player.playerId));
    if (party === undefined)
      tickets.set(ticketId, { line, startTime, region: cell(places.region) || undefined, players: [player] });
    else if (party.startTime !== startTime)
      throw new PopulationError(
        `line ${line}: ticket ${JSON.stringify(ticketId)} starts at another time than on line ${party.line}`,
      );
    else party.players.push(player);
  });
  return inOrder(tickets);
}

function inOrder(
  tickets: ReadonlyMap<string, { startTime: number; region: string | undefined; players: TicketPlayer[] }>,
): ArrivingTicket[] {
  let first = Infinity;
  let last = -Infinity;
  for (const { startTime } of tickets.values()) {
    first = Math.min(first, startTime);
    last = Math.max(last, startTime);
  }
  if (last - first > longestDays * 86_400)
    throw new PopulationError(
      `startTime: the tickets span ${Math.round((last - first) / 86_400)} days, and at most ${longestDays} are played`,
    );
  const arriving = [...tickets].map(([ticketId, { startTime, region, players }]): ArrivingTicket => {
    const ticket: PoolTicket = { ticketId, startTime: Math.floor(startTime - first), players };
    const home = region ?? nearestLocation(players);
    return { ticket, ...(home === undefined ? {} : { region: home }) };
  });
  return arriving.sort((a, b) => a.ticket.startTime - b.ticket.startTime);
}

/** Without a column `region`: the location with the party's lowest latency. */
function nearestLocation(players: readonly TicketPlayer[]): string | undefined {
  const [first] = players;
  return Object.entries(first?.latencyMs ?? {}).sort((a, b) => a[1] - b[1])[0]?.[0];
}

function readTime(cell: string, where: string): number {
  if (cell === '') throw new PopulationError(`${where}: is empty`);
  const seconds = Number(cell);
  if (Number.isFinite(seconds)) return seconds;
  const milliseconds = /^\d{4}-\d{2}-\d{2}T/.test(cell) ? Date.parse(cell) : Number.NaN;
  if (Number.isNaN(milliseconds))
    throw new PopulationError(
      `${where}: ${JSON.stringify(cell)} is neither a number of seconds nor an ISO 8601 time`,
    );
  return milliseconds / 1000;
}

function readLatency(cell: string, where: string): number {
  const milliseconds = Number(cell);
  if (!Number.isFinite(milliseconds) || milliseconds < 0)
    throw new PopulationError(`${where}: ${JSON.stringify(cell)} is not a number of milliseconds`);
  return milliseconds;
}

function readAttribute(cell: string, type: AttributeType, where: string): AttributeValue {
  switch (type) {
    case 'string':
      return cell;
    case 'string_list':
      return cell
        .split('|')
        .map((word) => word.trim())
        .filter((word) => word !== '');
    case 'number': {
      const number = Number(cell);
      if (!Number.isFinite(number))
        throw new PopulationError(`${where}: ${JSON.stringify(cell)} is not a number`);
      return number;
    }
    case 'string_number_map':
      return Object.fromEntries(
        cell.split('|').map((part) => {
          const [key = '', number = ''] = part.split('=').map((half) => half.trim());
          if (key === '' || number === '' || !Number.isFinite(Number(number)))
            throw new PopulationError(`${where}: ${JSON.stringify(part)} is not KEY=NUMBER`);
          return [key, Number(number)];
        }),
      );
  }
}
