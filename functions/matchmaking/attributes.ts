import { type AttributeValue as WireValue } from '@aws-sdk/client-gamelift';
import { optionsText } from '../../core/define';
import { type GameName } from '../../core/ids';
import { type Json } from '../../core/json';
import { newRating, publicRating } from '../../core/rating/rating';
import {
  attributeOf,
  attributeTypeOf,
  type AttributeSource,
  type AttributeValue,
} from '../../definition/attribute-sources';
import { type Matchmaking } from '../../definition/matchmaking';
import { memberOf } from '../../definition/matchmaking-attributes';
import { type Standing } from '../../core/ranking/standing';
import { type PlayerRecord } from '../../store/players';

/** The inputs of a ticket's attributes. */
export interface TicketFacts {
  readonly game: GameName;
  /** Defaults are filled in. */
  readonly options: Json;
  readonly player: PlayerRecord;
  /** In the ticket's game; absent before the first rated match. */
  readonly standing: Standing | undefined;
}

/**
 * The player attributes of a ticket: those that the rule set declares, each from the source that the
 * definition names.
 */
export function ticketAttributes(
  { ruleSet, attributes }: Matchmaking,
  facts: TicketFacts,
): Readonly<Record<string, WireValue>> {
  const values = [...ruleSet.attributes.keys()].flatMap((name): Array<[string, WireValue]> => {
    const value = valueOf(name, attributes.get(name), facts);
    return value === undefined ? [] : [[name, wireValue(value)]];
  });
  return Object.fromEntries(values);
}

const ratingOf = ({ standing }: TicketFacts): number => standing?.rating ?? publicRating(newRating());

function valueOf(
  name: string,
  source: AttributeSource | undefined,
  facts: TicketFacts,
): AttributeValue | undefined {
  switch (name) {
    case 'game':
      return facts.game;
    case 'options':
      return optionsText(facts.options);
    case 'skill':
      return ratingOf(facts);
  }
  switch (source?.kind) {
    case undefined:
      return undefined; // the definition has refused it
    case 'rating':
      return ratingOf(facts);
    case 'matches-played':
      return facts.standing?.rated ?? 0;
    case 'constant':
      return source.value;
    case 'option':
      return attributeOf(memberOf(facts.options, source.option));
    case 'stored': {
      const kept = attributeOf(facts.player.kept?.[source.name]);
      return kept !== undefined && attributeTypeOf(kept) === attributeTypeOf(source.otherwise)
        ? kept
        : source.otherwise;
    }
  }
}

/** A value as GameLift takes it (API reference, AttributeValue). */
function wireValue(value: AttributeValue): WireValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: value };
    default:
      return isList(value) ? { SL: [...value] } : { SDM: { ...value } };
  }
}

const isList = (value: readonly string[] | Readonly<Record<string, number>>): value is readonly string[] =>
  Array.isArray(value);
