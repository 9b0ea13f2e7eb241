import { describe, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { catchesFailures } from '../../functions/declaration';
import { functionDeclarations } from '../../functions/declarations';
import { findProjectRoot } from '../../tools/project';

describe('a function that no alarm of caught failures watches', () => {
  const unwatched = functionDeclarations.filter((one) => !catchesFailures(one)).map(({ name }) => name);

  it.each(unwatched)('%s logs no error: it throws', (name) => {
    const { metafile } = buildSync({
      absWorkingDir: findProjectRoot(),
      entryPoints: [`functions/${name}/index.ts`],
      ...{ bundle: true, write: false, metafile: true, packages: 'external', platform: 'node' },
    });
    const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? file : [])),
    );
    expect(files.length).toBeGreaterThan(1);
    for (const file of files)
      expect([file, fs.readFileSync(path.join(findProjectRoot(), file), 'utf8')]).toEqual([
        file,
        expect.not.stringMatching(/\blog\([^,]*'error'/),
      ]);
  });
});
