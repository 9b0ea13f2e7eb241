import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { licencesOf, withoutText } from '../../tools/build/licences';
import { buildPage, pageNames } from '../../tools/build/pages';
import { findProjectRoot } from '../../tools/project';
import { buildSharedArtifacts } from '../functions/support/bundles';

const root = findProjectRoot();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-licences-'));
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

/** Writes a package of a project, and returns a file of it as a bundle names it. */
function packaged(name: string, manifest: object, files: Readonly<Record<string, string>> = {}): string {
  const folder = path.join(scratch, 'node_modules', name);
  fs.mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries({
    'package.json': JSON.stringify({ name, version: '1.2.3', ...manifest }),
    ...files,
  }))
    fs.writeFileSync(path.join(folder, file), text);
  return `node_modules/${name}/lib/index.js`;
}

describe('the licences of bundled packages', () => {
  it('have the texts of each package, also of one inside another, and the same text once', () => {
    const inputs = [
      packaged('z', { license: 'ISC' }, { 'LICENSE.md': 'Shared\r\n', NOTICE: 'Noticed' }),
      packaged('@of/b', { license: 'ISC' }, { licence: 'Text of b' }),
      packaged(
        'z/node_modules/a',
        { license: 'ISC', name: 'a' },
        { 'LICENSE.md': 'Shared', NOTICE: 'Noticed' },
      ),
      'core/ids.ts',
      'turnlift:games',
    ];
    const line = `\n${'-'.repeat(80)}\n\n`;
    const expected = [
      'Licences of the packages in this program\n',
      '@of/b 1.2.3 (ISC)\n\nText of b\n',
      'a 1.2.3 (ISC)\nz 1.2.3 (ISC)\n\nShared\n\nNoticed\n',
    ].join(line);
    expect(licencesOf(scratch, inputs)).toBe(expected);
    expect(licencesOf(scratch, [...inputs].reverse())).toBe(expected);
  });

  it('have the standard text of a known licence, and say when no text is known', () => {
    const mit = packaged('mit', { license: 'MIT', author: { name: 'Ada' } });
    expect(licencesOf(scratch, [mit])).toContain('Copyright (c) Ada\n\nPermission is hereby granted');
    const apache = packaged('apache', { license: 'Apache-2.0' });
    expect(licencesOf(scratch, [apache])).toContain(withoutText);
    const whole = packaged('whole', { license: 'Apache-2.0' }, { LICENSE: 'Apache License' });
    expect(licencesOf(scratch, [apache, whole])).toContain(
      'apache 1.2.3 (Apache-2.0)\nwhole 1.2.3 (Apache-2.0)\n\nApache License\n',
    );
    expect(licencesOf(scratch, [packaged('unnamed', {})])).toContain(withoutText);
  });

  it('are linked by every page, with the text of every package', async () => {
    for (const name of pageNames(root)) {
      const out = path.join(scratch, 'pages', name);
      const { files, inputs } = await buildPage(root, name, out);
      const [file = ''] = files.filter((one) => one.endsWith('.txt'));
      expect(fs.readFileSync(path.join(out, 'index.html'), 'utf8')).toContain(
        `<link rel="license" href="${file}" />`,
      );
      const text = fs.readFileSync(path.join(out, file), 'utf8');
      expect(text).toBe(licencesOf(root, inputs));
      expect(text).toMatch(/^preact \d\S* \(MIT\)$/m);
      expect(text).not.toContain(withoutText);
    }
  });

  it('stand beside each bundle of a function and of the script, with the text of every package', async () => {
    const built = await buildSharedArtifacts();
    const functions = fs.readdirSync(path.join(built, 'functions')).filter((name) => !name.endsWith('.zip'));
    expect(functions).toContain('matches');
    for (const folder of ['realtime-server', ...functions.map((name) => path.join('functions', name))]) {
      const text = fs.readFileSync(path.join(built, folder, 'licences.txt'), 'utf8');
      expect({ folder, isWhole: !text.includes(withoutText) }).toEqual({ folder, isWhole: true });
      expect(text).toMatch(/^@aws-sdk\/\S+ \d\S* \(Apache-2.0\)$/m);
    }
  });
});
