import { type Game } from '../../../core/define';
import {
  type AttributeSource,
  type BackendSource,
  constant,
  matchesPlayed,
  type MatchmakingSource,
  option,
  stored,
} from '../../../definition';
import { dev, laptop } from '../../games/environments';
import { noughts } from '../../games/noughts';
import duel from '../../games/rule-sets/duel.json';
import trio from '../../games/rule-sets/trio.json';
import { thirds } from '../../games/thirds';

/** A source for each attribute that the rule set trio declares of its own. */
export const trioAttributes = {
  experience: matchesPlayed(),
  league: stored('league', 'open'),
  speed: option('speed'),
  season: constant(['2026']),
};

/** A backend of one game and one matchmaking, changed by what is given. */
export const source = (changes: Partial<BackendSource> = {}): BackendSource => ({
  games: [noughts],
  matchmaking: { duel: { ruleSet: duel, games: ['noughts'] } },
  environments: { laptop, dev },
  ...changes,
});

/** A backend of one game, whose matchmaking is named queue. */
export const oneOf = (game: Game, ruleSet: object, more: Partial<MatchmakingSource> = {}): BackendSource =>
  source({ games: [game], matchmaking: { queue: { ruleSet, games: [game.name], ...more } } });
/** The matchmaking of thirds, with more sources of attributes. */
export const withAttributes = (attributes: Readonly<Record<string, AttributeSource>>): BackendSource =>
  oneOf(thirds, trio, { attributes: { ...trioAttributes, ...attributes } });
/** The rule set duel with other teams. */
export const teamsOf = (...teams: object[]): object => ({
  ...duel,
  teams,
  rules: duel.rules.slice(0, 2),
  expansions: [],
});
export const team = (name: string, minPlayers: number, maxPlayers: number, quantity = 1): object => ({
  name,
  minPlayers,
  maxPlayers,
  quantity,
});
export const without = (body: object, ...keys: string[]): object =>
  Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));
