import { type AttributeValue, type PoolTicket, type TicketPlayer } from '../engine-types';
import { isJsonObject, type JsonObject, type JsonValue, memberPath } from '../json/reader';

/** One behaviour case: a rule set, tickets that enter over time, and the time of the evaluation. */
export interface MatchCase {
  readonly id: string;
  /** A path to a rule set, or the rule set itself. */
  readonly ruleSet: { readonly path: string } | { readonly body: string };
  readonly additionalPlayerCount: number;
  readonly tickets: readonly PoolTicket[];
  readonly at: number;
}

/** An invalid case file; the message names the member and what to write. */
export class CaseError extends Error {}

function fail(path: string, message: string): never {
  throw new CaseError(`${path === '' ? 'the case' : path} ${message}`);
}

/**
 * Reads a case: `{ id, ruleSet, configuration?: { additionalPlayerCount }, tickets: [{ id, startTime,
 * players: [{ id, attributes, latencyMs?, team? }], backfill?: true, gameSessionArn? }], at }`; times in
 * seconds.
 * @throws CaseError
 */
export function readCase(value: JsonValue, fallbackId: string): MatchCase {
  if (!isJsonObject(value)) fail('', 'must be an object');
  const ruleSet = value['ruleSet'];
  const configuration = value['configuration'];
  const additional = isJsonObject(configuration) ? (configuration['additionalPlayerCount'] ?? 0) : 0;
  if (typeof additional !== 'number' || !Number.isInteger(additional) || additional < 0)
    fail('configuration.additionalPlayerCount', 'must be a whole number of at least 0');
  const tickets = value['tickets'];
  if (!Array.isArray(tickets)) fail('tickets', 'must be an array');
  const read = tickets.map((ticket, index) => readTicket(ticket, memberPath('tickets', index)));
  const ids = new Set<string>();
  for (const { ticketId } of read) {
    if (ids.has(ticketId)) fail('tickets', `hold the id ${JSON.stringify(ticketId)} twice`);
    ids.add(ticketId);
  }
  return {
    id: typeof value['id'] === 'string' ? value['id'] : fallbackId,
    ruleSet:
      typeof ruleSet === 'string'
        ? { path: ruleSet }
        : isJsonObject(ruleSet)
          ? { body: JSON.stringify(ruleSet) }
          : fail('ruleSet', 'must be a path to a rule set, or a rule set'),
    additionalPlayerCount: additional,
    tickets: read,
    at: seconds(value['at'], 'at', undefined),
  };
}

function seconds(value: JsonValue | undefined, path: string, fallback: number | undefined): number {
  if (value === undefined && fallback !== undefined) return fallback;
  return typeof value === 'number' ? value : fail(path, 'must be a number of seconds');
}

function text(value: JsonValue | undefined, path: string): string {
  return typeof value === 'string' && value !== '' ? value : fail(path, 'must be a string');
}

function readTicket(value: JsonValue, path: string): PoolTicket {
  if (!isJsonObject(value)) fail(path, 'must be an object');
  const players = value['players'];
  if (!Array.isArray(players)) fail(`${path}.players`, 'must be an array');
  const arn = value['gameSessionArn'];
  return {
    ticketId: text(value['id'], `${path}.id`),
    startTime: seconds(value['startTime'], `${path}.startTime`, 0),
    players: players.map((player, index) => readPlayer(player, memberPath(`${path}.players`, index))),
    ...(value['backfill'] === true
      ? { backfill: typeof arn === 'string' ? { gameSessionArn: arn } : {} }
      : {}),
  };
}

function readPlayer(value: JsonValue, path: string): TicketPlayer {
  if (!isJsonObject(value)) fail(path, 'must be an object');
  const attributes = value['attributes'] ?? {};
  if (!isJsonObject(attributes)) fail(`${path}.attributes`, 'must be an object');
  const latency = value['latencyMs'];
  const team = value['team'];
  return {
    playerId: text(value['id'], `${path}.id`),
    attributes: Object.fromEntries(
      Object.entries(attributes).flatMap(([name, attribute]) =>
        attribute === null ? [] : [[name, readAttribute(attribute, memberPath(`${path}.attributes`, name))]],
      ),
    ), // null: not sent
    ...(latency === undefined || latency === null
      ? {}
      : { latencyMs: numbers(latency, `${path}.latencyMs`) }),
    ...(typeof team === 'string' ? { team } : {}),
  };
}

function numbers(value: JsonValue, path: string): Record<string, number> {
  if (!isJsonObject(value)) fail(path, 'must be an object of numbers');
  return Object.fromEntries(
    Object.entries(value).map(([name, number]) => [
      name,
      typeof number === 'number' ? number : fail(memberPath(path, name), 'must be a number'),
    ]),
  );
}

function readAttribute(value: JsonValue, path: string): AttributeValue {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value))
    return value.map((item) => (typeof item === 'string' ? item : fail(path, 'must hold only strings')));
  if (isJsonObject(value)) return numbers(value satisfies JsonObject, path);
  return fail(path, 'must be a number, a string, an array of strings or an object of numbers');
}
