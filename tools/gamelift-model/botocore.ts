import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The path of botocore's description of GameLift, or undefined when python3 or botocore is not installed. */
export function findDescription(): string | undefined {
  const { status, stdout } = spawnSync(
    'python3',
    ['-c', 'import botocore, os; print(os.path.dirname(botocore.__file__))'],
    { encoding: 'utf8' },
  );
  if (status !== 0) return undefined;
  const folder = path.join(stdout.trim(), 'data', 'gamelift', '2015-10-01');
  return ['service-2.json.gz', 'service-2.json']
    .map((name) => path.join(folder, name))
    .find((file) => fs.existsSync(file));
}

/** The parsed description. @throws Error when the file cannot be read or is not JSON */
export function readDescription(file: string): unknown {
  const bytes = fs.readFileSync(file);
  return JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}
