import { type AttributeValue as EngineValue, type TicketPlayer } from '../../../flexmatch/engine-types';
import { type AttributeDeclaration } from '../../../flexmatch/rule-set/rule-set';
import { type AttributeType } from '../../../flexmatch/engine-types';
import { invalidRequest } from '../faults';
import { type AttributeValue, type Player } from '../model/shapes';

/**
 * Limits of a player that are missing from the service's model (API Reference, Player and AttributeValue).
 */
const maxAttributes = 10;
const maxPairs = 10;
const maxStrings = 100;
const maxStringLength = 100;

function parseAttribute(name: string, value: AttributeValue): EngineValue {
  const { S, N, SL, SDM } = value;
  if ([S, N, SL, SDM].filter((part) => part !== undefined).length !== 1)
    throw invalidRequest(`Attribute ${name} must have exactly one of S, N, SL and SDM.`);
  if (S !== undefined) return S;
  if (N !== undefined) return N;
  if (SL !== undefined) {
    const strings = [...new Set(SL)];
    if (strings.length > maxStrings)
      throw invalidRequest(
        `Attribute ${name} has ${strings.length} strings; at most ${maxStrings} are allowed.`,
      );
    if (strings.some((text) => text.length > maxStringLength))
      throw invalidRequest(`Attribute ${name} has a string of more than ${maxStringLength} characters.`);
    return strings;
  }
  const map = SDM ?? {};
  if (Object.keys(map).length > maxPairs)
    throw invalidRequest(
      `Attribute ${name} has ${Object.keys(map).length} pairs; at most ${maxPairs} are allowed.`,
    );
  return map;
}

/** @throws GameLiftFault InvalidRequestException naming the player, the attribute and the limit */
export function parsePlayer(player: Player): TicketPlayer {
  const { PlayerId, PlayerAttributes = {}, LatencyInMs, Team } = player;
  if (PlayerId === undefined) throw invalidRequest('Every player needs a PlayerId.');
  const names = Object.keys(PlayerAttributes);
  if (names.length > maxAttributes)
    throw invalidRequest(
      `Player ${PlayerId} has ${names.length} attributes; at most ${maxAttributes} are allowed.`,
    );
  return {
    playerId: PlayerId,
    attributes: Object.fromEntries(
      Object.entries(PlayerAttributes).map(([name, value]) => [name, parseAttribute(name, value)]),
    ),
    ...(LatencyInMs === undefined ? {} : { latencyMs: LatencyInMs }),
    ...(Team === undefined ? {} : { team: Team }),
  };
}

const typeOf = (value: EngineValue): AttributeType =>
  typeof value === 'string'
    ? 'string'
    : typeof value === 'number'
      ? 'number'
      : isList(value)
        ? 'string_list'
        : 'string_number_map';

/**
 * A declared attribute with a value of another type could never satisfy a rule, and the ticket would wait
 * until it times out. The guide does not say what happens; an early refusal is more helpful. Undeclared
 * attributes are accepted.
 * @throws GameLiftFault InvalidRequestException naming the player, the attribute and both types
 */
export function checkAttributeTypes(
  players: readonly TicketPlayer[],
  declared: readonly AttributeDeclaration[],
): void {
  for (const { name, type } of declared) {
    for (const { playerId, attributes } of players) {
      const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
      if (value !== undefined && typeOf(value) !== type)
        throw invalidRequest(
          `Attribute ${name} of player ${playerId} is a ${typeOf(value)}; the rule set declares a ${type}.`,
        );
    }
  }
}

function attributeAnswer(value: EngineValue): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: value };
  return isList(value) ? { SL: value } : { SDM: value };
}

const isList = (value: readonly string[] | Readonly<Record<string, number>>): value is readonly string[] =>
  Array.isArray(value);

/** @param withTeam teams are included only once the ticket is COMPLETED, and in backfill tickets */
export function playerAnswer(player: TicketPlayer, withTeam: boolean): Player {
  const attributes = Object.entries(player.attributes);
  return {
    PlayerId: player.playerId,
    ...(attributes.length > 0
      ? {
          PlayerAttributes: Object.fromEntries(
            attributes.map(([name, value]) => [name, attributeAnswer(value)]),
          ),
        }
      : {}),
    ...(withTeam && player.team !== undefined ? { Team: player.team } : {}),
    ...(player.latencyMs === undefined ? {} : { LatencyInMs: player.latencyMs }),
  };
}
