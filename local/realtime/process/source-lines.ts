import fs from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';

/**
 * Replaces lines of a bundle by lines of the sources, in the text of a stack. The bundle's source map is read
 * when the first stack needs it (Node's --enable-source-maps would hold it in every process).
 * @param bundle path of the script's file
 */
export function sourceLines(bundle: string): (text: string) => string {
  const name = path.basename(bundle).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const place = new RegExp(`(?:file://)?[^\\s()]*/${name}:(\\d+):(\\d+)`, 'g');
  let map: SourceMap | undefined;
  let isRead = false;
  return (text) =>
    text.replace(place, (found, line: string, column: string) => {
      if (!isRead) map = readMap(`${bundle}.map`);
      isRead = true;
      const entry = map?.findEntry(Number(line) - 1, Number(column) - 1);
      return entry === undefined || !('originalSource' in entry)
        ? found
        : `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    });
}

function readMap(file: string): SourceMap | undefined {
  try {
    const map: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    return isMap(map) ? new SourceMap(map) : undefined;
  } catch {
    return undefined; // a script of another build, without a source map
  }
}

const isMap = (value: unknown): value is SourceMapPayload =>
  typeof value === 'object' &&
  value !== null &&
  'mappings' in value &&
  typeof value.mappings === 'string' &&
  'sources' in value &&
  Array.isArray(value.sources);
