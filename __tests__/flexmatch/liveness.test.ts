/** Searches in pools of 20 to 60 tickets: distant steps, roles, and searches that a budget has ended. */
import { endedBudgets } from './liveness/ended-budgets';
import { rolesAndPoints } from './liveness/roles-and-points';
import { unreachedSteps } from './liveness/unreached-steps';

unreachedSteps();
rolesAndPoints();
endedBudgets();
