import { expensiveSearches } from './budgets/expensive-searches';
import { growth } from './budgets/growth';
import { unchangedPools } from './budgets/unchanged-pools';

unchangedPools();
growth();
expensiveSearches();
