import { everySimulation } from './simulate/every-simulation';
import { knownAnswers } from './simulate/known-answers';
import { twoRuleSets } from './simulate/two-rule-sets';

knownAnswers();
everySimulation();
twoRuleSets();
