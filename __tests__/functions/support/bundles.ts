import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../../local/project-root';
import { definition } from '../../games';
import { buildArtifacts } from '../../../tools/build/artifacts';

let built: Promise<string> | undefined;

/**
 * Builds every function as `npm run build` does, into a folder of its own: the test runs what would be
 * deployed from these sources, with the games of the tests. Once a test file; the folder goes with the process.
 * @returns the folder for startLocalLambda's bundlesFolder
 */
export function builtFunctions(): Promise<string> {
  built ??= (async () => {
    const out = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-functions-'));
    process.once('exit', () => fs.rmSync(out, { recursive: true, force: true }));
    await buildArtifacts(projectRoot, out, definition);
    return path.join(out, 'functions');
  })();
  return built;
}
