/**
 * Searches in pools of 20 to 60 tickets: distant steps, roles, distances from an average, numbers below zero,
 * and searches that a budget has ended.
 */
import { centres } from './liveness/centres';
import { endedBudgets } from './liveness/ended-budgets';
import { numbers } from './liveness/numbers';
import { rolesAndPoints } from './liveness/roles-and-points';
import { teamAverages } from './liveness/team-averages';
import { unreachedSteps } from './liveness/unreached-steps';

unreachedSteps();
rolesAndPoints();
centres();
numbers();
teamAverages();
endedBudgets();
