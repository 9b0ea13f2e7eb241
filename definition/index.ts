/**
 * The functions with which developers declare a backend (game/index.ts), and the parts of it that the
 * framework reads.
 */
export { type AttributeSource, constant, matchesPlayed, option, rating, stored } from './attribute-sources';
export { type FinalPlace, type Rewards } from '../core/ranking/leaderboards';
export {
  type LeaderboardSource,
  type LeaderboardsSource,
  type MetricSource,
  type SeasonsSource,
} from './leaderboards';
export { type Backend, type BackendSource, defaultMatchmaking, defineBackend } from './define-backend';
export { type EnvironmentSource, type LaptopSource } from '../config/environment-config';
export { type Matchmaking, type MatchmakingSource } from './matchmaking';
export { type RuleSetDefinition } from './rule-set';
export { type SearchLimit, type SearchStage } from './search-stages';
