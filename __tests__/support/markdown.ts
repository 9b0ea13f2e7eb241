import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A page without the padding of its tables: the formatter aligns the columns, tests compare cells. */
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

/** The table "Capacity per operation" of docs/data.md. */
export function capacityTable(): ReadonlyMap<string, string> {
  const text = plainTables(readFileSync(path.join(__dirname, '../../docs/data.md'), 'utf8'));
  const section = text.slice(text.indexOf('## Capacity per operation'));
  const rows = [...section.matchAll(/^\| `([^`]+)` \| (\d+) \| ([\d.]+) \| ([\d.]+) \|/gm)];
  return new Map(
    rows.map(([, name, calls, read, write]) => [name ?? '', `${calls} calls, ${read} RCU, ${write} WCU`]),
  );
}
