import path from 'node:path';
import { projectRoot } from '../../../local/project-root';
import { definition } from '../../games';
import { buildArtifacts } from '../../../tools/build/artifacts';
import { sharedFolderOf } from '../../support/shared';

/**
 * Every artifact as `npm run build` makes it: the tests run the deployable code of these sources, with the
 * games of the tests. Suites share the folder and only read it.
 * @returns a folder with functions/NAME/index.mjs and realtime-server/server.js
 */
export function buildSharedArtifacts(): Promise<string> {
  return sharedFolderOf('artifacts', async (folder) => {
    await buildArtifacts(projectRoot, folder, definition);
  });
}

/** @returns the folder for startLocalLambda's bundlesFolder */
export async function buildSharedFunctions(): Promise<string> {
  return path.join(await buildSharedArtifacts(), 'functions');
}
