import fs from 'node:fs';
import path from 'node:path';
import { findProjectRoot } from '../../tools/project';

/**
 * Which of these samples were deleted. Their tests are skipped then, with a message.
 * @param samples paths in game/
 * @param shown the tests that are skipped without them
 */
export function goneSamples(shown: string, samples: readonly string[]): readonly string[] {
  const gone = samples.filter((sample) => !fs.existsSync(path.join(findProjectRoot(), 'game', sample)));
  if (gone.length > 0)
    process.stderr.write(`SKIPPED: ${shown} on samples that are gone: ${gone.join(', ')}.\n`);
  return gone;
}
