import { duelRuleSet } from './matchmaker/duel-rule-set';
import { explanations } from './matchmaker/explanations';
import { largeMatches } from './matchmaker/large-matches';
import { newcomers } from './matchmaker/newcomers';
import { pools } from './matchmaker/pools';

duelRuleSet();
pools();
largeMatches();
explanations();
newcomers();
