import ts from 'typescript';

/**
 * The English of a file, piece by piece with the line it begins in. Of a source: comments, string literals
 * and JSX text. Of a workflow, a shell script (all of .ci are) or a style sheet: comments. Of a Markdown
 * page: everything but code.
 *
 * @param {string} file its path; the ending decides how it is read
 * @param {string} text its content
 * @returns {{line: number, text: string}[]} in the order of the file; none for a file of another kind
 */
export function proseOf(file, text) {
  if (file.endsWith('.md')) return pageProse(text);
  if (/\.(ts|tsx|mjs|js)$/.test(file)) return sourceProse(file, text);
  if (/\.(yml|sh)$|(^|\/)\.ci\//.test(file)) return hashProse(text);
  if (file.endsWith('.css')) return styleProse(text);
  return [];
}

/** A line that begins a block of its own: a heading, an item of a list, a row of a table, a quotation. */
const beginsBlock = /^\s*(#{1,6} |[-*+] |\d+\. |\||>)/;

/**
 * A page block by block, without fenced code, so that a phrase over two lines is found. An inline code span
 * becomes a neutral word.
 */
function pageProse(text) {
  const blocks = [];
  let fenced = false;
  let open = false;
  for (const [index, line] of text.split('\n').entries()) {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (isFence) fenced = !fenced;
    if (fenced || isFence || line.trim() === '') {
      open = false;
    } else if (open && !beginsBlock.test(line)) {
      blocks.at(-1).text += `\n${line}`;
    } else {
      blocks.push({ line: index + 1, text: line });
      // A heading and a row of a table end with their line.
      open = !/^\s*(#|\|)/.test(line);
    }
  }
  return blocks.map(({ line, text: prose }) => ({ line, text: prose.replace(/`[^`]*`/g, neutral) }));
}

/** A word in place of a code span, with the line ends of the span, so that later lines keep their numbers. */
const neutral = (span) => `\`code${span.replace(/[^\n]/g, '')}\``;

/** The comments of a workflow or a shell script; those of adjacent lines are one piece. */
function hashProse(text) {
  const pieces = [];
  let open = false;
  for (const [index, line] of text.split('\n').entries()) {
    const comment = /^(\s*)#(?!!)(.*)$/.exec(line)?.[2];
    if (comment === undefined) open = false;
    else if (open) pieces.at(-1).text += `\n${comment}`;
    else {
      pieces.push({ line: index + 1, text: comment });
      open = true;
    }
  }
  return pieces;
}

/** The comments of a style sheet. A string that holds the start of a comment is not one. */
function styleProse(text) {
  const tokens = text.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\*[^]*?\*\//g);
  return [...tokens]
    .filter(([token]) => token.startsWith('/*'))
    .map(({ 0: comment, index }) => ({ line: text.slice(0, index).split('\n').length, text: comment }));
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
