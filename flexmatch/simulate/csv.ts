/** One record of a CSV text, with the number of its first line. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Invalid CSV; the message names the line. */
export class CsvError extends Error {}

/**
 * Reads CSV by RFC 4180: fields between commas, optionally in quotes that may contain commas, line breaks and
 * doubled quotes; lines end with LF or CRLF. A byte order mark and empty lines are skipped.
 * @throws CsvError for a quote that does not end, or text after a closing quote
 */
export function readCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const start = line;
    const fields: string[] = [];
    for (;;) {
      if (text[at] === '"') {
        let value = '';
        const opened = line;
        at += 1;
        for (;;) {
          const close = text.indexOf('"', at);
          if (close === -1) throw new CsvError(`line ${opened}: a quote opens and does not close`);
          value += text.slice(at, close);
          line += text.slice(at, close).split('\n').length - 1;
          at = close + 1;
          if (text[at] !== '"') break;
          value += '"';
          at += 1;
        }
        fields.push(value);
        if (at < text.length && !/[,\r\n]/.test(text[at] ?? ''))
          throw new CsvError(
            `line ${line}: text follows a closing quote; double the quotes inside a quoted field`,
          );
      } else {
        let end = at;
        while (end < text.length && text[end] !== ',' && text[end] !== '\n') end += 1;
        fields.push(text.slice(at, end).replace(/\r$/, ''));
        at = end;
      }
      if (text[at] !== ',') break;
      at += 1;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') {
      at += 1;
      line += 1;
    }
    if (fields.length > 1 || fields[0] !== '') records.push({ line: start, fields });
  }
  return records;
}
