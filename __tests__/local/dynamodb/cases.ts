import { type Case } from './cases/case';
import { capacity } from './cases/capacity';
import { concurrentTransactions } from './cases/concurrent-transactions';
import { indexes } from './cases/indexes';
import { refusals } from './cases/refusals';
import { streams } from './cases/streams';
import { transactions } from './cases/transactions';

/** What a table must do, here and on Amazon's emulator. */
export const cases: readonly Case[] = [
  ...transactions,
  ...concurrentTransactions,
  ...refusals,
  ...indexes,
  ...capacity,
  ...streams,
];
