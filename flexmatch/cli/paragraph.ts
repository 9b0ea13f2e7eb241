/** Width of text for people: that of the terminal, at most 100; 80 without a terminal. */
function readingWidth(): number {
  const { columns } = process.stdout;
  return columns === undefined ? 80 : Math.max(40, Math.min(100, columns));
}

/**
 * Wraps text to the reading width, with a mark before the first line and an indent of its length before the
 * others. Words longer than a line stay whole, so that they can be copied.
 * @param mark text before the first line, blanks included
 * @param colour applied to the mark
 */
export function paragraph(
  mark: string,
  text: string,
  colour: (mark: string) => string = (plain) => plain,
  width = readingWidth(),
): string {
  const room = Math.max(20, width - mark.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  const indent = ' '.repeat(mark.length);
  return lines.map((one, index) => `${index === 0 ? colour(mark) : indent}${one}\n`).join('');
}
