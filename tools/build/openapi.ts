import fs from 'node:fs';
import path from 'node:path';
import { openApiDocument } from '../../contract/rest/openapi';
import { type Backend } from '../../definition';

/**
 * Writes <out>/openapi.json: the document that the API serves at /v1/openapi.json.
 * @returns the file written
 */
export function writeOpenApi(out: string, { games }: Pick<Backend, 'games'>): string {
  const file = path.join(out, 'openapi.json');
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(openApiDocument(games.values()), null, 2)}\n`);
  return file;
}
