/**
 * Writes local/gamelift/model/{service.json,shapes.ts} from the description of GameLift that botocore ships:
 * `npx tsx tools/gamelift-model/main.ts [service-2.json(.gz)]`. Run it when the service gained operations;
 * commit what changed.
 */
import fs from 'node:fs';
import path from 'node:path';
import { findDescription, readDescription } from './botocore';
import { deriveService, formatService, formatTypes } from './derive';

function main(): number {
  const file = process.argv[2] ?? findDescription();
  if (file === undefined) {
    process.stderr.write(
      'No description of the service: give the path of a service-2.json, or install botocore (pip ' +
        'install botocore).\n',
    );
    return 2;
  }
  const service = deriveService(readDescription(file));
  const folder = path.join(process.cwd(), 'local', 'gamelift', 'model');
  fs.writeFileSync(path.join(folder, 'service.json'), formatService(service));
  fs.writeFileSync(path.join(folder, 'shapes.ts'), formatTypes(service));
  process.stdout.write(
    `${Object.keys(service.operations).length} operations and ${Object.keys(service.shapes).length} ` +
      `shapes written to ${path.relative(process.cwd(), folder)}\n`,
  );
  return 0;
}

process.exitCode = main();
