import { DefinitionError, type Game } from '../core/define';
import { type Json } from '../core/json';
import { withArticle } from '../core/with-article';
import { type AttributeType } from '../flexmatch/engine-types';
import { attributeOf, attributeTypeOf, type AttributeSource } from './attribute-sources';
import { type RuleSetDefinition } from './rule-set';

/** Attributes that every ticket has when the rule set declares them, with their types. */
export const givenAttributes = {
  /** Name of the game. */
  game: 'string',
  /** The options as text (`optionsText`). */
  options: 'string',
  /** The player's rating in the game. */
  skill: 'number',
} as const satisfies Readonly<Record<string, AttributeType>>;

/** Maximum number of attributes of a player (GameLift API reference, Player). */
const maxAttributes = 10;

/**
 * `game`, `options` and `skill` must be declared with the type that is sent. Where players of different games
 * or options could meet, the rules must compare them.
 * @throws DefinitionError naming the rule set's file and a fix
 */
export function checkGiven({ file, attributes, equal }: RuleSetDefinition, games: readonly Game[]): void {
  for (const [name, type] of Object.entries(givenAttributes)) {
    const declared = attributes.get(name);
    if (declared !== undefined && declared !== type)
      throw new DefinitionError(
        `${file}: playerAttributes: ${name} is declared as ${declared}, but every ticket sends a ` +
          `${type}: declare { "name": "${name}", "type": "${type}" }`,
      );
  }
  if (!attributes.has('game'))
    throw new DefinitionError(
      `${file}: playerAttributes has no "game", which says what a match plays: add { "name": "game", ` +
        '"type": "string" }',
    );
  if (games.length > 1 && !equal.has('game'))
    throw new DefinitionError(unequal(file, 'game', `it serves ${games.length} games`));
  const optional = games.find(hasOptions);
  if (optional !== undefined && !equal.has('options'))
    throw new DefinitionError(unequal(file, 'options', `the game ${optional.name} has options`));
}

function unequal(file: string, attribute: string, because: string): string {
  const name = `Same${attribute.charAt(0).toUpperCase()}${attribute.slice(1)}`;
  return (
    `${file}: its rules do not compare ${attribute}, but ${because}: declare the attribute ` +
    `"${attribute}" as string and add the rule { "name": "${name}", "type": "comparison", "operation": ` +
    `"=", "measurements": ["flatten(teams[*].players.attributes[${attribute}])"] }`
  );
}

/** True when the game has at least one option. */
export function hasOptions({ optionNames }: Pick<Game, 'optionNames'>): boolean {
  return optionNames.length > 0;
}

function defaultsOf(game: Game): Json {
  const read = game.readOptions({});
  return 'options' in read ? read.options : {};
}

/**
 * Each attribute of the rule set needs one source of its own type.
 * @param here the place of the matchmaking in game/index.ts, for messages
 * @throws DefinitionError naming the attribute and a fix
 */
export function checkAttributes(
  here: string,
  { file, attributes }: RuleSetDefinition,
  games: readonly Game[],
  sources: ReadonlyMap<string, AttributeSource>,
): void {
  if (attributes.size > maxAttributes)
    throw new DefinitionError(
      `${file}: playerAttributes has ${attributes.size} attributes, a player may send ` +
        `${maxAttributes}: remove some`,
    );
  for (const name of sources.keys()) {
    if (Object.hasOwn(givenAttributes, name))
      throw new DefinitionError(
        `${here}: attributes.${name} is always sent by the backend itself: remove it, or give it ` +
          'another name',
      );
    if (!attributes.has(name))
      throw new DefinitionError(
        `${here}: attributes.${name} is not declared in ${file}: add it to playerAttributes, or ` +
          'remove it here',
      );
  }
  for (const [name, type] of attributes) {
    if (Object.hasOwn(givenAttributes, name)) continue;
    const source = sources.get(name);
    if (source === undefined)
      throw new DefinitionError(
        `${file}: the attribute ${JSON.stringify(name)} is supplied by no source: add attributes: { ` +
          `${JSON.stringify(name)}: … } to ${here.replace('game/index.ts: ', '')} in game/index.ts, ` +
          'with rating(), matchesPlayed(), option(…), constant(…) or stored(…)',
      );
    checkType(`${here}: attributes.${name}`, type, source, games);
  }
}

function checkType(
  place: string,
  type: AttributeType,
  source: AttributeSource,
  games: readonly Game[],
): void {
  const refuse = (what: string, given: string): never => {
    throw new DefinitionError(
      `${place}: ${what} is ${withArticle(given)}, the rule set declares ${type}: change one of them`,
    );
  };
  switch (source.kind) {
    case 'rating':
    case 'matches-played':
      if (type !== 'number') refuse(source.kind === 'rating' ? 'rating()' : 'matchesPlayed()', 'number');
      break;
    case 'constant':
      if (attributeTypeOf(source.value) !== type) refuse('the constant', attributeTypeOf(source.value));
      break;
    case 'stored':
      if (attributeTypeOf(source.otherwise) !== type)
        refuse('the default', attributeTypeOf(source.otherwise));
      break;
    case 'option':
      for (const game of games) {
        const defaults = defaultsOf(game);
        const value = memberOf(defaults, source.option);
        if (value === undefined)
          throw new DefinitionError(
            `${place}: the game ${game.name} has no option ${JSON.stringify(source.option)}: take one ` +
              `of its own, or add the option to game/games/${game.name}`,
          );
        const attribute = attributeOf(value);
        const given = attribute === undefined ? typeof value : attributeTypeOf(attribute);
        if (given !== type) refuse(`the option ${JSON.stringify(source.option)} of ${game.name}`, given);
      }
      break;
  }
}

/** A member of the options; undefined when they have no member of that name. */
export function memberOf(options: Json, name: string): Json | undefined {
  return options !== null && typeof options === 'object' && Object.hasOwn(options, name)
    ? Object.entries(options).find(([key]) => key === name)?.[1]
    : undefined;
}
