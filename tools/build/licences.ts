import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const manifest = z.looseObject({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  author: z.union([z.string(), z.looseObject({ name: z.string() })]).optional(),
});
/** Names of files with the licence of a package and its notices. */
const licenceFile = /^(licen[cs]e|copying|copyright|notice)[^/]*$/i;

/** Said of a package whose licence has no text that is known. */
export const withoutText = 'The package contains no text of its licence.';

interface Licence {
  readonly title: string;
  /** Its name, such as `MIT`. */
  readonly id: string;
  readonly author: string;
  /** The files of the package; undefined when it has none. */
  readonly text: string | undefined;
}

/**
 * The licences of the packages that bundles contain: most licences ask for their text in every copy. Packages
 * with the same text stand together. The order depends on names and texts alone.
 * @param root the folder that the paths begin at
 * @param inputs files that were bundled, as esbuild's metafile names them
 */
export function licencesOf(root: string, inputs: Iterable<string>): string {
  const licences = [...packagesAmong(root, inputs)]
    .map(licenceOf)
    .sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0));
  const titles = new Map<string, Set<string>>();
  for (const licence of licences) {
    const text = licence.text ?? standardText(licence, licences);
    titles.set(text, (titles.get(text) ?? new Set()).add(licence.title));
  }
  const groups = [...titles].map(([text, named]) => `${[...named].join('\n')}\n\n${text}\n`);
  return ['Licences of the packages in this program\n', ...groups].join(`\n${'-'.repeat(80)}\n\n`);
}

/** Folders of the packages that files belong to. */
function packagesAmong(root: string, inputs: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const input of inputs) {
    const [, folder] = /^(.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
    if (folder !== undefined) folders.add(path.resolve(root, folder));
  }
  return folders;
}

function licenceOf(folder: string): Licence {
  const parsed = manifest.parse(JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')));
  const { name, version, license = 'no licence named', author = `the authors of ${name}` } = parsed;
  const texts = fs
    .readdirSync(folder)
    .filter((file) => licenceFile.test(file))
    .sort()
    .map((file) => fs.readFileSync(path.join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim());
  return {
    title: `${name} ${version} (${license})`,
    id: license,
    author: typeof author === 'string' ? author : author.name,
    text: texts.length === 0 ? undefined : texts.join('\n\n'),
  };
}

/** The text for a package that names its licence but has no file of it. */
function standardText({ id, author }: Licence, all: readonly Licence[]): string {
  if (id === 'MIT') return mitText(author);
  // The Apache License is the same text for each package: that of another one holds.
  const other = id === 'Apache-2.0' ? all.find((one) => one.id === id && one.text !== undefined) : undefined;
  return other?.text ?? withoutText;
}

const mitText = (author: string): string => `MIT License

Copyright (c) ${author}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without
limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the
Software, and to permit persons to whom the Software is furnished to do so, subject to the following
conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions
of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED
TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL
THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER
DEALINGS IN THE SOFTWARE.`;
