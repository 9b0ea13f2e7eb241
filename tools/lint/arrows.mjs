import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { closed, entries, exceptions, folders, inner } from './folders.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The source folder of a project file, or undefined for a file of the root. */
function folderOf(file) {
  const relative = path.relative(root, file).split(path.sep).join('/');
  if (relative.startsWith('..') || relative.includes('node_modules/')) return undefined;
  // A path without a file is the folder's index.
  if (!relative.includes('/')) {
    const name = relative.replace(/\.ts$/, '');
    return name in folders ? name : undefined;
  }
  return relative.slice(0, relative.indexOf('/'));
}

/** Whether a path is one of these files or in one of these folders. */
const isAmong = (file, places) =>
  places.some((place) => file === place || file.startsWith(`${place}/`) || file.startsWith(`${place}.`));

/** The border between two files of one source folder that an import may not cross, if there is one. */
function crossed(from, to) {
  const found = Object.entries(inner).find(([folder, { imports, importedBy }]) => {
    const [starts, ends] = [isAmong(from, [folder]), isAmong(to, [folder])];
    return starts === ends ? false : !(starts ? isAmong(to, imports) : isAmong(from, importedBy));
  });
  return found?.[0];
}

/** ESLint rule: imports follow the table of docs/architecture.md. */
export const arrows = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      arrow:
        '{{from}}/ may not import {{to}}/ (docs/architecture.md, "Source folders"): allowed are {{allowed}}',
      closed: '{{to}}/ is not for {{from}}/: only {{allowed}} may import it',
      inner: 'this import crosses the border of {{folder}}/: tools/lint/folders.mjs lists those that may',
      entry: '{{from}}/ may import from {{to}}/ only {{allowed}}',
      unlisted:
        'the folder "{{from}}" is not listed: add it to tools/lint/folders.mjs and docs/architecture.md',
      outside: 'nothing may be imported from outside the project folder: {{specifier}}',
    },
  },
  create(context) {
    const file = context.filename;
    const from = folderOf(file);
    if (from === undefined) return {};
    const inside = path.relative(root, file).split(path.sep).join('/');
    const allowed = folders[from];
    const check = (node, specifier) => {
      if (typeof specifier !== 'string' || !specifier.startsWith('.')) return;
      if (allowed === undefined) {
        context.report({ node, messageId: 'unlisted', data: { from } });
        return;
      }
      const target = path.resolve(path.dirname(file), specifier);
      const relative = path.relative(root, target).split(path.sep).join('/');
      if (relative.startsWith('..')) {
        context.report({ node, messageId: 'outside', data: { specifier } });
        return;
      }
      const to = folderOf(target);
      const enters = closed[from]?.[to];
      if (enters !== undefined && !enters.some((prefix) => inside.startsWith(`${prefix}/`))) {
        context.report({ node, messageId: 'closed', data: { from, to, allowed: enters.join(', ') } });
        return;
      }
      if (to === from) {
        const folder = crossed(inside, relative);
        if (folder !== undefined) context.report({ node, messageId: 'inner', data: { folder } });
      }
      if (to === undefined || to === from || allowed.includes('*')) return;
      const extra = Object.entries(exceptions)
        .filter(([prefix]) => inside.startsWith(prefix))
        .flatMap(([, list]) => list);
      if (!allowed.includes(to) && !extra.includes(to)) {
        context.report({
          node,
          messageId: 'arrow',
          data: { from, to, allowed: allowed.join(', ') || 'none' },
        });
        return;
      }
      const narrow = entries[from]?.[to];
      if (narrow && !isAmong(relative, narrow)) {
        context.report({ node, messageId: 'entry', data: { from, to, allowed: narrow.join(', ') } });
      }
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.value),
      TSImportType: (node) => check(node, node.source?.value),
      CallExpression: (node) => {
        if (node.callee.type === 'Identifier' && node.callee.name === 'require')
          check(node, node.arguments[0]?.value);
      },
    };
  },
};
