import { describe } from '@jest/globals';
import { badInput } from './script/bad-input';
import { leavingAndRejoining } from './script/leaving-and-rejoining';
import { matchAtTheTable } from './script/match-at-the-table';
import { useEmulatedStore } from './script/seated';
import { storeThatFails } from './script/store-that-fails';

useEmulatedStore();

describe('a match at the table', matchAtTheTable);
describe('bad input', badInput);
describe('leaving and rejoining', leavingAndRejoining);
describe('a store that fails', storeThatFails);
