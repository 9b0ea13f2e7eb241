import { type Case } from './cases/case';
import { capacity } from './cases/capacity';
import { concurrentTransactions } from './cases/concurrent-transactions';
import { indexes } from './cases/indexes';
import { pages } from './cases/pages';
import { refusals } from './cases/refusals';
import { streams } from './cases/streams';
import { transactions } from './cases/transactions';

/** The behaviour of a table, here and on Amazon's emulator. */
export const cases: readonly Case[] = [
  ...transactions,
  ...concurrentTransactions,
  ...refusals,
  ...indexes,
  ...pages,
  ...capacity,
  ...streams,
];
