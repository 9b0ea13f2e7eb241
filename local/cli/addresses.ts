import pc from 'picocolors';

/** An address that a program prints, and what it is for. */
export interface PrintedAddress {
  readonly name: string;
  readonly address: string;
  readonly use: string;
}

/** Terminals are at least this wide. */
const terminalColumns = 80;
const indent = '  ';

/** Two kinds of lines: a name with its address, and below it what that is for. No word is broken. */
export function addressLines(addresses: readonly PrintedAddress[]): string {
  const names = Math.max(...addresses.map(({ name }) => name.length)) + 2;
  return addresses
    .flatMap(({ name, address, use }) => [
      `${pc.bold(name.padEnd(names))}${address}`,
      ...wrapped(use, terminalColumns - indent.length).map((line) => `${indent}${line}`),
    ])
    .join('\n');
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
