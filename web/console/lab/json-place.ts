import { type syntaxTree } from '@codemirror/language';

type Tree = ReturnType<typeof syntaxTree>;
type SyntaxNode = Tree['topNode'];

/** `rules[2].maxDistance` → `rules`, 2, `maxDistance`. */
function steps(path: string): ReadonlyArray<string | number> {
  return [...path.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(([, index, quoted, name]) =>
    index === undefined ? (quoted ?? name ?? '') : Number(index),
  );
}

const isValue = ({ name }: SyntaxNode): boolean =>
  ['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null'].includes(name);

function children(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

/**
 * The position of a path in a JSON text: its value, or the nearest existing one around it.
 * @param tree of the text
 * @param textOf the text between two offsets
 */
export function placeOfPath(
  tree: Tree,
  path: string,
  textOf: (from: number, to: number) => string,
): { readonly from: number; readonly to: number } {
  let node = tree.topNode;
  let place = { from: 0, to: Math.min(1, tree.length) };
  if (path === '') return place;
  let value = children(node).find(isValue);
  for (const step of steps(path)) {
    if (value === undefined) return place;
    node = value;
    place = { from: node.from, to: node.from + 1 };
    if (typeof step === 'number') value = children(node).filter(isValue)[step];
    else {
      const property = children(node).find((child) => {
        const name = child.name === 'Property' ? child.firstChild : null;
        return name !== null && textOf(name.from, name.to) === JSON.stringify(step);
      });
      value = property === undefined ? undefined : children(property).find(isValue);
    }
  }
  return value === undefined ? place : { from: value.from, to: value.to };
}
