import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { messageOf } from '../core/message-of';

/** SHA-256 of a value's JSON: one changed bit of a file is not read as another value. */
export function jsonChecksum(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/**
 * The value of a file of JSON; undefined when it is not JSON. @throws the system's error when it cannot be
 * read
 */
export function readJsonFile(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Replaces a file in one step: a process that is killed leaves the earlier one.
 * @throws Error naming the file, with the system's error as its cause
 */
export function replaceFile(file: string, text: string): void {
  try {
    fs.writeFileSync(`${file}.part`, text);
    fs.renameSync(`${file}.part`, file);
  } catch (error) {
    throw new Error(`${file} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
