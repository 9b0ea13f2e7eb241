import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import * as z from 'zod';

const document = z.looseObject({
  openapi: z.string().startsWith('3.'),
  paths: z.record(z.string(), z.unknown()),
});
const contractModule = z.looseObject({
  openApiDocument: z.custom<() => unknown>((value) => typeof value === 'function'),
});

/**
 * Writes <out>/openapi.json, the description of the REST API that contract/rest declares. It is read from the
 * compiled contract, so that the build needs no compiler of its own.
 * @returns the file written, or undefined when the contract declares no API yet
 * @throws Error when what the contract returns is no OpenAPI 3 document
 */
export async function writeOpenApi(root: string, out: string): Promise<string | undefined> {
  const compiled = path.join(root, 'dist', 'contract', 'rest', 'openapi.js');
  if (!fs.existsSync(compiled)) return undefined;
  const contract = contractModule.safeParse(createRequire(__filename)(compiled));
  if (!contract.success) return undefined;
  const parsed = document.safeParse(await contract.data.openApiDocument());
  if (!parsed.success)
    throw new Error(
      `contract/rest: openApiDocument() gives no OpenAPI document: ${z.prettifyError(parsed.error)}`,
    );
  const file = path.join(out, 'openapi.json');
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(parsed.data, null, 2)}\n`);
  return file;
}
