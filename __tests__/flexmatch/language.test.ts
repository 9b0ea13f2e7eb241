/**
 * The language, sentence by sentence: each small rule set checks one property. Sections as in the FlexMatch
 * guide, "FlexMatch rules language".
 */
import { describe } from '@jest/globals';
import { batchAndLatencyRules } from './language/batch-and-latency-rules';
import { collections } from './language/collections';
import { comparisons } from './language/comparisons';
import { compoundsAndBackfill } from './language/compounds-and-backfill';
import { distances } from './language/distances';
import { expansions } from './language/expansions';
import { listsAndPlayerIds } from './language/lists-and-player-ids';
import { propertyExpressions } from './language/property-expressions';
import { valuesOfPlayers } from './language/values-of-players';

describe('the rule language', () => {
  describe('comparisons', comparisons);
  describe('distances', distances);
  describe('collections', collections);
  describe('batch distances and latencies', batchAndLatencyRules);
  describe('property expressions', propertyExpressions);
  describe('values that cannot be computed, are missing, or are those of a party', valuesOfPlayers);
  describe('expansions', expansions);
  describe('compound rules and backfill', compoundsAndBackfill);
  describe('lists, player ids and names', listsAndPlayerIds);
});
