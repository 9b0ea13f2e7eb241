import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { differences, importedModules, neededFiles } from '../../tools/aws-bindings/modules';
import { findProjectRoot } from '../../tools/project';

const root = findProjectRoot();
const read = (file: string): unknown => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      dev: z.boolean().optional(),
      inBundle: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
      deprecated: z.string().optional(),
    }),
  ),
});
type Locked = z.output<typeof lockFile>['packages'][string];
const manifest = z
  .looseObject({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    allowScripts: z.record(z.string(), z.boolean()),
  })
  .parse(read('package.json'));

/** Every locked package except the project itself: its folder and its entry in the lock. */
function lockedPackages(file: string): readonly (readonly [string, Locked])[] {
  return Object.entries(lockFile.parse(read(file)).packages).filter(([folder]) => folder !== '');
}

const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf('node_modules/') + 13);

describe.each([
  'package-lock.json',
  'tools/aws-bindings/package-lock.json',
  'tools/cdktf-cli/package-lock.json',
  'tools/cdktn/package-lock.json',
  'tools/mutate/package-lock.json',
])('%s', (file) => {
  it('names no registry, and has a version and a checksum for every package', () => {
    for (const [folder, { version, resolved, integrity, inBundle }] of lockedPackages(file)) {
      expect({ folder, version }).toEqual({ folder, version: expect.stringMatching(/^\d/) });
      expect({ folder, resolved }).toEqual({
        folder,
        resolved: resolved === undefined ? undefined : expect.stringMatching(/^file:vendor\//),
      });
      // A bundled package comes inside another one, whose checksum covers it.
      if (inBundle !== true)
        expect({ folder, integrity }).toEqual({ folder, integrity: expect.stringMatching(/^sha512-/) });
    }
  });
});

describe('npm ci prints no warning', () => {
  const packages = lockedPackages('package-lock.json');

  it('about install scripts: each is allowed or denied by name', () => {
    const withScript = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    expect([...new Set(withScript.map(([folder]) => nameOf(folder)))].sort()).toEqual(
      Object.keys(manifest.allowScripts).sort(),
    );
  });

  it('about deprecated packages', () => {
    expect(packages.filter(([, { deprecated }]) => deprecated !== undefined)).toEqual([]);
  });
});

describe('the size of an install on disk', () => {
  const block = 4096;

  /** Bytes on disk and files of a folder; packages nested in it are counted on their own. */
  function measure(folder: string): { readonly bytes: number; readonly files: number } {
    let bytes = 0;
    let files = 0;
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === 'node_modules') continue;
      const inside = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        const below = measure(inside);
        bytes += below.bytes + block;
        files += below.files;
      } else {
        bytes += Math.ceil(fs.lstatSync(inside).size / block) * block;
        files += 1;
      }
    }
    return { bytes, files };
  }

  const measured = lockedPackages('package-lock.json')
    // Binaries for other platforms are in the lock and not on this disk.
    .filter(([folder]) => fs.existsSync(path.join(root, folder)))
    .map(([folder, { dev }]) => ({ dev: dev === true, ...measure(path.join(root, folder)) }));
  const megabyte = 1024 * 1024;

  it.each([
    { install: 'npm ci', of: measured, megabytes: 600, maxFiles: 25_000 },
    {
      install: 'npm ci --omit=dev',
      of: measured.filter(({ dev }) => !dev),
      megabytes: 200,
      maxFiles: 15_000,
    },
  ])('$install stays within $megabytes MB and $maxFiles files', ({ install, of, megabytes, maxFiles }) => {
    const size = Math.round(of.reduce((sum, { bytes }) => sum + bytes, 0) / megabyte);
    const files = of.reduce((sum, one) => sum + one.files, 0);
    process.stdout.write(
      `${install}: ${size} MB (limit ${megabytes}), ${files} files (limit ${maxFiles}), ${of.length} ` +
        'packages\n',
    );
    expect(size).toBeGreaterThan(10);
    expect(size).toBeLessThanOrEqual(megabytes);
    expect(files).toBeLessThanOrEqual(maxFiles);
  });
});

describe('npm start', () => {
  it('is built from sources that need production packages only', () => {
    const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const ran = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.start.json', '--listFilesOnly'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    expect(ran.status).toBe(0);
    // The compiler names packages by their real path, also where node_modules is a link.
    const packages = fs.realpathSync(path.join(root, 'node_modules'));
    const files = ran.stdout
      .split('\n')
      .map((file) =>
        (file.startsWith(packages)
          ? path.join('node_modules', path.relative(packages, file))
          : path.relative(root, file)
        )
          .split(path.sep)
          .join('/'),
      );
    expect(files).toContain('local/cli/start.ts');
    expect(files).toContain('tools/build/main.ts');
    expect(files.filter((file) => file.startsWith('stacks/') && file.endsWith('-stack.ts'))).toEqual([]);
    const development = new Set(
      lockedPackages('package-lock.json').flatMap(([folder, { dev }]) => (dev === true ? [folder] : [])),
    );
    const folders = files
      .filter((file) => file.startsWith('node_modules/'))
      .map((file) => /^(?:node_modules\/(?:@[^/]+\/)?[^/]+\/?)+?(?=\/)/.exec(file)?.[0] ?? file);
    expect(folders.length).toBeGreaterThan(100);
    expect([...new Set(folders)].filter((folder) => development.has(folder))).toEqual([]);
  });
});

describe('the AWS bindings', () => {
  const installed = path.join(root, 'node_modules', '@cdktf', 'provider-aws');
  const modules = importedModules(root, ['main.ts', 'stacks', 'tools', '__tests__']);

  it('that the code imports are installed, and no others (else: npm run aws-bindings)', () => {
    expect(modules).toContain('lambda-function');
    expect(fs.readdirSync(path.join(installed, 'lib')).sort()).toEqual(modules);
  });

  const published = path.join(root, '.turnlift', 'aws-bindings', 'node_modules', '@cdktf', 'provider-aws');
  const whole = fs.existsSync(path.join(published, 'package.json'));
  if (!whole)
    process.stderr.write(
      'SKIPPED: the AWS bindings were not compared with the published package. npm run aws-bindings ' +
        '-- --check fetches it.\n',
    );
  (whole ? it : it.skip)('are the published files', () => {
    expect(differences(installed, published, neededFiles(published, modules))).toEqual([]);
  });
});

describe('a subset of a package', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-bindings-'));
  const source = path.join(folder, 'source');
  const subset = path.join(folder, 'subset');
  afterAll(() => fs.rmSync(folder, { recursive: true }));
  const write = (where: string, files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(where, name)), { recursive: true });
      fs.writeFileSync(path.join(where, name), text);
    }
  };
  write(source, {
    'package.json': '{}',
    LICENSE: 'MPL-2.0',
    'README.md': '# The package',
    'lib/queue/index.js': "require('cdktf'); require('../shared')",
    'lib/queue/index.d.ts': "import { Shared } from '../shared/index';",
    'lib/shared/index.js': '',
    'lib/topic/index.js': '',
  });

  it('holds a module, the modules that it imports, and the license', () => {
    expect(neededFiles(source, ['queue'])).toEqual([
      'LICENSE',
      'README.md',
      'lib/queue/index.d.ts',
      'lib/queue/index.js',
      'lib/shared/index.js',
      'package.json',
    ]);
  });

  it('names an import of a module that the package does not have', () => {
    expect(() => neededFiles(source, ['quene'])).toThrow('no module lib/quene');
  });

  it('is compared byte for byte', () => {
    write(subset, {
      'package.json': '{}',
      LICENSE: 'MIT',
      'README.md': '# The package',
      'lib/queue/index.js': '',
    });
    expect(differences(subset, source, neededFiles(source, ['topic']))).toEqual([
      'LICENSE differs from the published one',
      'lib/topic/index.js is missing',
      'lib/queue/index.js is not needed',
    ]);
  });
});
