import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { playSamplesApart } from '../../tools/build/sample-thread';
import { watchArtifacts, type WatchReport } from '../../tools/build/watch';
import { until } from '../support/until';
import { compileProgram } from '../support/compiled';
import { projectCopy } from '../support/project-copy';

const copy = projectCopy('bundles');
afterAll(() => fs.rmSync(copy, { recursive: true, force: true }));

/** A limit for hangs, in milliseconds: the machine may be busy with other tests. */
const timeoutMs = 120_000;
const sampled = (definition: string): Promise<readonly string[]> =>
  playSamplesApart(definition, compileProgram('tools/build/sample-worker.js'));

describe('watched bundles', () => {
  it('are rebuilt when one of their files changes, and all or none are written', async () => {
    const out = path.join(copy, 'build');
    const reports: WatchReport[] = [];
    const watching = await watchArtifacts(copy, out, (report) => reports.push(report), sampled);
    expect(reports.map(({ kind }) => kind)).toEqual(['built', 'watching']);
    const script = path.join(out, 'realtime-server', 'server.js');
    const before = fs.readFileSync(script, 'utf8');

    /** Appends to a file, and returns the report on that change. */
    const append = async (file: string, text: string): Promise<WatchReport | undefined> => {
      const count = reports.length;
      fs.appendFileSync(path.join(copy, file), text);
      await until(`a report on ${file}`, () => reports.length > count, timeoutMs);
      return reports[count];
    };

    // A part of the API's function alone.
    const name = 'matches';
    expect(await append(`functions/${name}/index.ts`, "\nprocess.emitWarning('changed');\n")).toMatchObject({
      kind: 'built',
      bundles: [name],
    });
    expect(fs.readFileSync(script, 'utf8')).toBe(before);

    const matches = fs.readFileSync(path.join(copy, `functions/${name}/index.ts`), 'utf8');
    const broken = await append('game/index.ts', '\nthrow new Error("no such game");\n');
    expect(broken).toEqual({
      kind: 'failed',
      message: expect.stringMatching(
        /^game\/index\.ts(:\d+)?: the definition does not load: no such game: correct it there$/,
      ),
    });
    expect(fs.readFileSync(script, 'utf8')).toBe(before);

    const unread = await append('game/index.ts', '\n)(\n');
    expect(unread).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/^game\/index\.ts:\d+:\d+: ERROR/),
    });

    /** Saves as editors, sed and git do: by renaming another file. */
    const replace = async (file: string, text: string): Promise<WatchReport | undefined> => {
      const count = reports.length;
      fs.writeFileSync(path.join(copy, `${file}~`), text);
      fs.renameSync(path.join(copy, `${file}~`), path.join(copy, file));
      await until(`a report on ${file}`, () => reports.length > count, timeoutMs);
      return reports[count];
    };
    const text = fs.readFileSync(path.join(copy, 'game', 'index.ts'), 'utf8');
    const fixed = await replace('game/index.ts', text.slice(0, text.indexOf('\nthrow')));
    // The files of a new match come first, then the functions of the API; both report the time of the save.
    const savedAt = Math.floor(fs.statSync(path.join(copy, 'game', 'index.ts')).ctimeMs);
    expect(fixed).toMatchObject({
      kind: 'built',
      bundles: ['definition', 'realtime-server'],
      complete: false,
      savedAt,
    });
    await until('the functions of the same change', () => reports.at(-1) !== fixed, timeoutMs);
    expect(reports.at(-1)).toMatchObject({
      kind: 'built',
      bundles: expect.arrayContaining([name]),
      complete: true,
      savedAt,
    });
    const definition = fixed?.kind === 'built' ? fixed.definition : '';
    // Errors in it have lines of the sources: the map is where the file says.
    const [, map] =
      /\n\/\/# sourceMappingURL=(\w+\.cjs\.map)\n$/.exec(fs.readFileSync(definition, 'utf8')) ?? [];
    expect(fs.existsSync(path.join(path.dirname(definition), map ?? 'none'))).toBe(true);
    // The same name again and again: a watch of the first inode would miss the later saves.
    for (const time of [1, 2])
      expect(
        await replace('functions/matches/index.ts', matches.replace(';', `;${' '.repeat(time)}`)),
      ).toEqual(expect.objectContaining({ kind: 'built', bundles: [name] }));
    await watching.close();
  }, 300_000);
});
