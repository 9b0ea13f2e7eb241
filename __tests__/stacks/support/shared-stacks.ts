import fs from 'node:fs';
import path from 'node:path';
import { jest } from '@jest/globals';
import { synthesizedStacks, type StackFile, stackFile } from '../../../tools/synthesized';
import { sharedFolder } from '../../support/shared';
import { type synthesize, type projectFolder } from './synthesis';

interface Synthesizing {
  readonly synthesize: typeof synthesize;
  readonly projectFolder: typeof projectFolder;
}

/**
 * Every environment of the tests' backend, synthesized once for all suites that only read it. CDKTF takes
 * seconds to load; a suite that finds finished stacks does not load it.
 */
export function sharedStacks(): ReadonlyMap<string, StackFile> {
  const out = path.join(
    sharedFolder('stacks', (folder) => {
      const synthesis = jest.requireActual<Synthesizing>('./synthesis');
      const project = synthesis.projectFolder();
      const { out: made } = synthesis.synthesize(project);
      fs.cpSync(made, path.join(folder, 'cdktf.out'), { recursive: true });
      fs.rmSync(project, { recursive: true });
    }),
    'cdktf.out',
  );
  return new Map(synthesizedStacks(out).map(({ name }) => [name, stackFile(out, name)]));
}
