import fs from 'node:fs';
import path from 'node:path';
import backend from './game';
import { synthesize, withLine } from './stacks';

function projectRoot(folder: string): string {
  return fs.existsSync(path.join(folder, 'package.json')) ? folder : projectRoot(path.dirname(folder));
}

// CDKTF's command line runs this file, built (cdktf.json); `npm run synth` calls synthesize() itself.
if (process.argv[1] === __filename) {
  const root = projectRoot(__dirname);
  try {
    const out = process.env['CDKTF_OUTDIR'] ?? path.join(root, 'cdktf.out');
    for (const line of synthesize(root, out, backend)) process.stderr.write(`WARNING: ${line}\n`);
  } catch (error) {
    process.stderr.write(`${withLine(root, error)}\n`);
    process.exitCode = 1;
  }
}
