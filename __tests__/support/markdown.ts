/** A page without the padding of its tables: the formatter lines the columns up, tests compare cells. */
export function plainTables(markdown: string): string {
  return markdown
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => (line.startsWith('|') ? plainRow(line) : line))
    .join('\n');
}

function plainRow(line: string): string {
  return line
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replace(/^(:?)-{3,}(:?)$/, '$1---$2'))
    .join(' | ')
    .trim();
}
