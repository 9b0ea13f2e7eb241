/**
 * Compiles every source and suite of the current folder, a copy of the project with mutants in it, as the
 * unit tests do (jest.config.js), to a `.js` file beside it.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Options, transformFile } from '@swc/core';
import * as z from 'zod';

const load = createRequire(__filename);
/** Transforms of jest.config.js: a pattern of files, then the transform and its options. */
const configSchema = z.object({
  transform: z.record(z.string(), z.tuple([z.literal('@swc/jest'), z.custom<Options>()])),
});

/** Folders without code that suites of the four folders import. */
const skipped = new Set(['node_modules', 'docs', 'web', 'stacks', 'fixtures', 'bench', '.github']);

function* sourcesBelow(folder: string): Generator<string> {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) yield* sourcesBelow(inside);
    } else if (/(?<!\.d)\.ts$/.test(entry.name)) yield inside;
  }
}

async function main(): Promise<void> {
  const root = process.cwd();
  const { transform } = configSchema.parse(load(path.join(root, 'jest.config.js')));
  const [, options] = Object.values(transform)[0] ?? [];
  const globals = JSON.stringify(path.join(__dirname, 'jest-globals.js'));
  for (const file of sourcesBelow(root)) {
    const { code } = await transformFile(file, {
      ...options,
      sourceMaps: false,
      configFile: false,
      swcrc: false,
    });
    fs.writeFileSync(file.replace(/\.ts$/, '.js'), code.replaceAll('"@jest/globals"', globals));
  }
}

void main();
