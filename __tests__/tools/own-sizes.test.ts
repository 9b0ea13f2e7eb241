import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { limits } from '../../config/limits';
import { type Artifact, buildArtifacts, sizeRefusal, zipBudgets } from '../../tools/build/artifacts';
import { buildPage, maxFirstPageBytes, pageNames } from '../../tools/build/pages';
import { findProjectRoot } from '../../tools/project';
import { buildSharedArtifacts } from '../functions/support/bundles';

const root = findProjectRoot();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-own-sizes-'));
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

describe("the project's own code, with any games in game/", () => {
  it('keeps the budget of every zip', async () => {
    const built = await buildSharedArtifacts();
    const zips = fs.readdirSync(path.join(built, 'functions')).filter((name) => name.endsWith('.zip'));
    expect(zips).toContain('matches.zip');
    const bytes = (file: string): number => fs.statSync(path.join(built, file)).size;
    const large = zips.filter((name) => bytes(path.join('functions', name)) > zipBudgets.function);
    expect(large).toEqual([]);
    expect(bytes('realtime-server.zip')).toBeLessThanOrEqual(zipBudgets.script);
  });

  it('keeps the budget of every first page', async () => {
    const project = path.join(scratch, 'without-games');
    for (const source of ['web', 'client', 'contract', 'core', 'flexmatch', 'tsconfig.json'])
      fs.cpSync(path.join(root, source), path.join(project, source), { recursive: true });
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(project, 'node_modules'), 'junction');
    const names = pageNames(project);
    expect(names).toContain('play');
    for (const name of names) {
      const { firstBytes } = await buildPage(project, name, path.join(scratch, 'pages', name));
      expect({ name, isLight: firstBytes <= maxFirstPageBytes }).toEqual({ name, isLight: true });
    }
  });
});

describe('the size of a built function', () => {
  const sized = (sizes: Partial<Artifact>): Artifact => ({
    kind: 'function',
    name: 'matches',
    bundleBytes: 1,
    zipBytes: 1,
    ...sizes,
  });

  it("is refused beyond Lambda's limits, in one line", () => {
    const { lambdaZipBytes, lambdaUnzippedBytes } = limits;
    expect(
      sizeRefusal(sized({ zipBytes: lambdaZipBytes, bundleBytes: lambdaUnzippedBytes })),
    ).toBeUndefined();
    expect(sizeRefusal(sized({ zipBytes: lambdaZipBytes + 200_000 }))).toBe(
      'functions/matches.zip has 50.2 MB, and Lambda takes at most 50.0 MB: import less in game/',
    );
    expect(sizeRefusal(sized({ bundleBytes: lambdaUnzippedBytes + 200_000 }))).toBe(
      'functions/matches/index.mjs has 250.2 MB, and Lambda takes at most 250.0 MB: import less in game/',
    );
    expect(sizeRefusal(sized({ kind: 'script', zipBytes: lambdaZipBytes + 1 }))).toBeUndefined();
  });

  it('is not refused for large games of a team', async () => {
    const project = path.join(scratch, 'large');
    const file = path.join(project, 'functions', 'matches', 'index.ts');
    fs.mkdirSync(path.dirname(file), { recursive: true });
    // Digits of squares hardly repeat: a zip of them stays large.
    const words = Array.from({ length: 90_000 }, (_, n) => (n * n).toString(36)).join(' ');
    fs.writeFileSync(file, `export const handler = () => ${JSON.stringify(words)};\n`);
    const [artifact] = await buildArtifacts(project, path.join(project, 'build'));
    if (artifact === undefined) throw new Error('nothing was built');
    expect(artifact.zipBytes).toBeGreaterThan(zipBudgets.function);
    expect(sizeRefusal(artifact)).toBeUndefined();
  });
});
