import fs from 'node:fs';
import path from 'node:path';
import { App } from 'cdktf';
import backend from './game';
import { turnlift } from './stacks';

function projectRoot(folder: string): string {
  return fs.existsSync(path.join(folder, 'package.json')) ? folder : projectRoot(path.dirname(folder));
}

// CDKTF's command line runs this file, built (cdktf.json); `npm run synth` calls turnlift() of stacks/ itself.
if (process.argv[1] === __filename) {
  try {
    turnlift(new App(), projectRoot(__dirname), backend).synth();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
