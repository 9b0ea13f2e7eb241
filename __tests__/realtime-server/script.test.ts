import { describe } from '@jest/globals';
import { badInput } from './script/bad-input';
import { leavingAndRejoining } from './script/leaving-and-rejoining';
import { matchOnTheScript } from './script/match-on-the-script';
import { useEmulatedStore } from './script/seated';
import { storeThatFails } from './script/store-that-fails';

useEmulatedStore();

describe('a match on the script', matchOnTheScript);
describe('bad input', badInput);
describe('leaving and rejoining', leavingAndRejoining);
describe('a store that fails', storeThatFails);
