import ts from 'typescript';

/**
 * The English of a file, piece by piece with the line it begins in: comments, string literals and JSX text of
 * a source; everything but code of a Markdown page.
 *
 * @param {string} file its path; the ending decides how it is read
 * @param {string} text its content
 * @returns {{line: number, text: string}[]} in the order of the file; none for a file of another kind
 */
export function proseOf(file, text) {
  if (file.endsWith('.md')) return pageProse(text);
  if (/\.(ts|tsx|mjs|js)$/.test(file)) return sourceProse(file, text);
  return [];
}

/** A page line by line, without fenced blocks; an inline code span becomes a neutral word. */
function pageProse(text) {
  let fenced = false;
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(```|~~~)/.test(line)) {
      fenced = !fenced;
      return [];
    }
    return fenced ? [] : [{ line: index + 1, text: line.replace(/`[^`]*`/g, '`code`') }];
  });
}

/** JSDoc is a comment of the token behind it, and also a node: it is read once. */
const isDocumentation = ({ kind }) =>
  kind >= ts.SyntaxKind.FirstJSDocNode && kind <= ts.SyntaxKind.LastJSDocNode;

function sourceProse(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const pieces = new Map();
  const add = (from, to) => pieces.set(from, text.slice(from, to));
  const visit = (node) => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      // The name of a module is not prose.
      if (!ts.isImportDeclaration(node.parent) && !ts.isExportDeclaration(node.parent))
        add(node.getStart(), node.end);
    } else if (ts.isJsxText(node)) {
      add(node.pos, node.end);
      return; // the text of an element has no comments
    }
    const children = node.getChildren(source);
    if (children.length === 0) {
      for (const range of ts.getLeadingCommentRanges(text, node.pos) ?? []) add(range.pos, range.end);
      for (const range of ts.getTrailingCommentRanges(text, node.end) ?? []) add(range.pos, range.end);
    }
    for (const child of children) if (!isDocumentation(child)) visit(child);
  };
  visit(source);
  return [...pieces]
    .sort(([left], [right]) => left - right)
    .map(([from, prose]) => ({ line: source.getLineAndCharacterOfPosition(from).line + 1, text: prose }));
}
