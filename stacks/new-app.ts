import fs from 'node:fs';
import path from 'node:path';
import { App } from 'cdktf';
import * as z from 'zod/mini';

const settings = z.object({ context: z.optional(z.record(z.string(), z.unknown())) });

/**
 * An app with the context of cdktf.json, as under CDKTF's own command line. `targetVersions` in it names the
 * Terraform that is used; the fork refuses S3's own lock without it.
 * @param root the project's folder
 * @param outdir output folder, made where it is missing
 */
export function newApp(root: string, outdir: string): App {
  const file = path.join(root, 'cdktf.json');
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '{}';
  const { context = {} } = settings.parse(JSON.parse(text));
  // App makes the last folder of the path alone.
  fs.mkdirSync(outdir, { recursive: true });
  return new App({ outdir, context });
}
