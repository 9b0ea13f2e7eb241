import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../../local/project-root';
import { buildArtifacts } from '../../../tools/build/artifacts';

export interface BuiltFunctions {
  /** For startLocalLambda's bundlesFolder. */
  readonly folder: string;
  remove(): void;
}

/** Builds every function as `npm run build` does, into a folder of its own: the test runs what would be deployed from these sources. */
export async function buildFunctions(): Promise<BuiltFunctions> {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-functions-'));
  await buildArtifacts(projectRoot, out);
  return { folder: path.join(out, 'functions'), remove: () => fs.rmSync(out, { recursive: true, force: true }) };
}
