import { randomInt, randomUUID } from 'node:crypto';
import { createDocumentClient } from '../store/client';
import { createMatchStore } from '../store/match-store';
import { systemClock } from './clock';
import { createScript } from './script';

/** What the Realtime service loads: the script with its real parts. */
export const ssExports = createScript({
  clock: systemClock,
  openStore: ({ region, tables }) => createMatchStore(createDocumentClient({ region }), tables),
  newSeed: () => randomInt(2 ** 32),
  newId: randomUUID,
  exit: () => process.exit(0),
});
