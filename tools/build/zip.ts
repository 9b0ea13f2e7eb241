import { zipSync, type Zippable } from 'fflate';

/** What goes into a zip: path inside it (forward slashes) and bytes. */
export type ZipEntries = Readonly<Record<string, Uint8Array>>;

// A zip's time has no zone: fflate writes the local hour. So the local hour is fixed, and noon exists in
// every zone.
const zipDate = new Date(1980, 0, 1, 12, 0, 0);
/** A regular file, rw-r--r--: Lambda refuses what others may not read. */
const fileMode = (0o100644 << 16) >>> 0;
const madeOnUnix = 3;

/**
 * A zip whose bytes depend on nothing but names and contents: sorted names, one date, one mode, no
 * compression by the machine's zlib.
 * @throws Error when a name is absolute, climbs out, or has a backslash
 */
export function deterministicZip(entries: ZipEntries): Uint8Array {
  const files: Zippable = {};
  for (const name of Object.keys(entries).sort()) {
    if (name === '' || name.startsWith('/') || name.includes('\\') || name.split('/').includes('..'))
      throw new Error(`${JSON.stringify(name)} is no name for a file in a zip`);
    const bytes = entries[name];
    if (bytes !== undefined)
      files[name] = [bytes, { level: 9, mtime: zipDate, attrs: fileMode, os: madeOnUnix }];
  }
  return zipSync(files);
}
