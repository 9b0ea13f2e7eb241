import { counting } from './faults/counting';
import { entries } from './faults/entries';
import { pages } from './faults/pages';
import { readers } from './faults/readers';

counting();
entries();
readers();
pages();
