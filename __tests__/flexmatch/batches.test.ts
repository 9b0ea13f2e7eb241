import { batches } from './batches/batches';
import { independentCheck } from './batches/independent-check';
import { sortRules } from './batches/sort-rules';

batches();
independentCheck();
sortRules();
