import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** The project's own imports of a file, absolute. They are read once a run of the linter. */
const known = new Map();

function importsOf(file) {
  const before = known.get(file);
  if (before !== undefined) return before;
  const text = fs.readFileSync(file, 'utf8');
  const found = ts
    .preProcessFile(text, true, true)
    // A file that is loaded on demand, by `import('…')`, need not be there first.
    .importedFiles.filter(({ pos }) => !/\bimport\(\s*$/.test(text.slice(Math.max(0, pos - 40), pos)))
    .flatMap(({ fileName }) => fileOf(file, fileName) ?? []);
  known.set(file, found);
  return found;
}

/** The file that a relative import means; undefined for packages and for data. */
function fileOf(from, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  const target = path.resolve(path.dirname(from), specifier.replace(/\.js$/, ''));
  return ['.ts', '.tsx', '/index.ts', '/index.tsx']
    .map((end) => target + end)
    .find((candidate) => fs.existsSync(candidate));
}

/** The shortest way by imports from a file to another, both included; undefined when there is none. */
function wayBetween(from, to) {
  const cameFrom = new Map([[from, undefined]]);
  for (const file of cameFrom.keys()) {
    if (file === to) {
      const way = [];
      for (let at = to; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
      return way;
    }
    for (const next of importsOf(file)) if (!cameFrom.has(next)) cameFrom.set(next, file);
  }
  return undefined;
}

/** ESLint rule: files do not import each other in a circle, and types count like values. */
export const circles = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { circle: 'a circle of imports: {{way}}. Move the shared part to a file of its own.' },
  },
  create(context) {
    const file = context.filename;
    const check = (node) => {
      const target = node.source === null ? undefined : fileOf(file, node.source.value);
      const way = target === undefined ? undefined : wayBetween(target, file);
      if (way === undefined) return;
      const names = [file, ...way].map((one) => path.relative(context.cwd, one).split(path.sep).join('/'));
      context.report({ node, messageId: 'circle', data: { way: names.join(' → ') } });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
  },
};
