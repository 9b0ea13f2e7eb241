import fs from 'node:fs';
import * as z from 'zod';
import { DamageError } from '../damage-error';
import { jsonChecksum, readJsonFile } from '../json-file';

const version = z.object({
  versionId: z.string(),
  secretString: z.string(),
  /** Epoch seconds with fraction. */
  createdAt: z.number(),
  stages: z.array(z.string()),
});
const secret = z.object({
  name: z.string(),
  arn: z.string(),
  description: z.string().optional(),
  createdAt: z.number(),
  changedAt: z.number(),
  versions: z.array(version),
});

/** Files of earlier versions have no checksum. */
const vaultFile = z.object({ secrets: z.array(secret), sha256: z.string().optional() });

export type Secret = z.infer<typeof secret>;
export type SecretVersion = z.infer<typeof version>;

/** The text of a file of secrets, with a checksum: a key with a changed bit would sign invalid tokens. */
export function secretFileText(secrets: readonly Secret[]): string {
  return JSON.stringify({ secrets, sha256: jsonChecksum(secrets) });
}

/** @throws Error naming the file when it has another format, or was changed */
export function readSecretFile(file: string): readonly Secret[] {
  const parsed = vaultFile.safeParse(readJsonFile(file));
  if (!parsed.success)
    throw new DamageError(`${file} is not a file of secrets: ${z.prettifyError(parsed.error)}`);
  const { secrets, sha256 } = parsed.data;
  if (sha256 !== undefined && sha256 !== jsonChecksum(secrets))
    throw new DamageError(`${file} is damaged: its secrets are not those that were written`);
  return secrets;
}

/** The damage of a file of secrets; a missing file is not damaged. */
export function damageInSecrets(
  file: string,
): ReadonlyArray<{ readonly file: string; readonly what: string }> {
  if (!fs.existsSync(file)) return [];
  try {
    readSecretFile(file);
    return [];
  } catch {
    return [{ file, what: 'is damaged' }];
  }
}
