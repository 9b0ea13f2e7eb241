import { type AttributeType, type AttributeValue, type PoolTicket, type TicketPlayer } from '../engine-types';
import { type RuleSet } from '../rule-set/rule-set';
import { type ArrivingTicket } from './arrivals';
import { readCsv } from './csv';
import { PopulationError } from './population';

const latencyColumn = /^latency(?:Ms)?[:.](.+)$/;
/** The same limit as for a drawn population. */
const maxDays = 31;
const fixed = ['ticketId', 'playerId', 'startTime', 'region'] as const;

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
  const columns = readColumns(head.fields, ruleSets);
  const parties = new Map<string, Party>();
  records.forEach(({ line, fields }, number) => {
    if (fields.length !== columns.count)
      throw new PopulationError(
        `line ${line}: has ${fields.length} fields, and there are ${columns.count} columns`,
      );
    const cell = (index: number): string => (fields[index] ?? '').trim();
    const ticketId = cell(columns.ticketId) || `t${number + 1}`;
    const player = readPlayer(cell, columns, `p${number + 1}`, line);
    const startTime = readTime(cell(columns.startTime), `line ${line}, startTime`);
    const party = parties.get(ticketId);
    if (party?.playerIds.has(player.playerId) === true)
      throw new PopulationError(
        `line ${line}: player ${JSON.stringify(player.playerId)} stands twice in ticket ` +
          `${JSON.stringify(ticketId)}`,
      );
    if (party === undefined)
      parties.set(ticketId, {
        line,
        startTime,
        region: cell(columns.region) || undefined,
        players: [player],
        playerIds: new Set([player.playerId]),
      });
    else if (party.startTime !== startTime)
      throw new PopulationError(
        `line ${line}: ticket ${JSON.stringify(ticketId)} starts at another time than on line ${party.line}`,
      );
    else {
      party.players.push(player);
      party.playerIds.add(player.playerId);
    }
  });
  return inOrder(parties);
}

/** The lines of one ticket. */
interface Party {
  /** Its first line. */
  readonly line: number;
  readonly startTime: number;
  readonly region: string | undefined;
  readonly players: TicketPlayer[];
  readonly playerIds: Set<string>;
}

/** Where the values of a line are; -1: there is no such column. */
interface Columns extends Readonly<Record<(typeof fixed)[number], number>> {
  readonly count: number;
  readonly attributes: ReadonlyArray<{
    readonly index: number;
    readonly name: string;
    readonly type: AttributeType;
  }>;
  readonly latencies: ReadonlyArray<{ readonly index: number; readonly location: string }>;
}

/** @param head the fields of the first line */
function readColumns(head: readonly string[], ruleSets: readonly RuleSet[]): Columns {
  const declared = new Map(
    ruleSets.flatMap((ruleSet) => ruleSet.attributes).map((attribute) => [attribute.name, attribute.type]),
  );
  const headers = head.map((field) => field.trim());
  const seen = new Set<string>();
  for (const header of headers) {
    if (seen.has(header))
      throw new PopulationError(`line 1: the column ${JSON.stringify(header)} stands twice`);
    seen.add(header);
    if (!declared.has(header) && !fixed.some((name) => name === header) && !latencyColumn.test(header)) {
      throw new PopulationError(
        `line 1: ${JSON.stringify(header)} is not a column; write ` +
          `${[...fixed, 'latency:LOCATION', ...declared.keys()].join(', ')}`,
      );
    }
  }
  if (!seen.has('startTime'))
    throw new PopulationError('line 1: there is no column startTime (seconds, or ISO 8601 times)');
  return {
    count: headers.length,
    ticketId: headers.indexOf('ticketId'),
    playerId: headers.indexOf('playerId'),
    startTime: headers.indexOf('startTime'),
    region: headers.indexOf('region'),
    attributes: headers.flatMap((name, index) => {
      const type = declared.get(name);
      return type === undefined ? [] : [{ index, name, type }];
    }),
    latencies: headers.flatMap((header, index) => {
      const location = declared.has(header) ? undefined : latencyColumn.exec(header)?.[1];
      return location === undefined ? [] : [{ index, location }];
    }),
  };
}

/** @param fallbackId id of a player without one */
function readPlayer(
  cell: (index: number) => string,
  columns: Columns,
  fallbackId: string,
  line: number,
): TicketPlayer {
  const attributes = columns.attributes.flatMap(({ index, name, type }) =>
    cell(index) === '' ? [] : [[name, readAttribute(cell(index), type, `line ${line}, ${name}`)] as const],
  );
  const latencies = columns.latencies.flatMap(({ index, location }) =>
    cell(index) === ''
      ? []
      : [[location, readLatency(cell(index), `line ${line}, latency:${location}`)] as const],
  );
  return {
    playerId: cell(columns.playerId) || fallbackId,
    attributes: Object.fromEntries(attributes),
    latencyMs: Object.fromEntries(latencies),
  };
}

function inOrder(tickets: ReadonlyMap<string, Party>): ArrivingTicket[] {
  let first = Infinity;
  let last = -Infinity;
  for (const { startTime } of tickets.values()) {
    first = Math.min(first, startTime);
    last = Math.max(last, startTime);
  }
  if (last - first > maxDays * 86_400)
    throw new PopulationError(
      `startTime: the tickets span ${Math.round((last - first) / 86_400)} days, and at most ` +
        `${maxDays} are played`,
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
