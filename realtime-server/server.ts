import { randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import backend from '../game';
import { scoringOf } from '../definition/scoring';
import { createDocumentClient } from '../store/client';
import { createMatchStore } from '../store/match-store';
import { steadyClock } from './steady-clock';
import { sdkSettings } from './fleet-credentials';
import { createScript } from './script';

function read(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Sets the credentials of the AWS SDK for this process. */
function findCredentials(): void {
  const configPath = path.join(os.tmpdir(), `turnlift-sdk-${process.pid}.ini`);
  const { variables, configFile } = sdkSettings(process.env, read, configPath);
  if (configFile !== undefined) fs.writeFileSync(configPath, configFile, { mode: 0o600 });
  Object.assign(process.env, variables);
}

const scoring = scoringOf(backend);

/** The exports that the Realtime service loads: the script with its real parts. */
export const ssExports = createScript({
  clock: steadyClock,
  games: backend.games,
  matchmakings: backend.matchmakings,
  openStore({ region, tables }) {
    findCredentials();
    return createMatchStore(createDocumentClient({ region }), tables, { scoring });
  },
  newSeed: () => randomBytes(16).toString('hex'),
  newId: randomUUID,
  newSecret: () => randomBytes(16).toString('base64url'),
  exit: () => process.exit(0),
});
