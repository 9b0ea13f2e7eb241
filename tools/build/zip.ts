import { zipSync, type Zippable } from 'fflate';

/** The contents of a zip: path inside it (forward slashes) → bytes. */
export type ZipEntries = Readonly<Record<string, Uint8Array>>;

// Zip times have no time zone: fflate writes the local time. So the local time is fixed, at noon, which
// exists in every zone.
const zipDate = new Date(1980, 0, 1, 12, 0, 0);
/** A regular file, rw-r--r--: Lambda refuses files that are not world-readable. */
const fileMode = (0o100644 << 16) >>> 0;
const madeOnUnix = 3;

/**
 * A zip whose bytes depend only on names and contents: sorted names, one date, one mode, no compression by
 * the machine's zlib.
 * @throws Error when a name is absolute, climbs out, or has a backslash
 */
export function deterministicZip(entries: ZipEntries): Uint8Array {
  const files: Zippable = {};
  for (const name of Object.keys(entries).sort()) {
    if (name === '' || name.startsWith('/') || name.includes('\\') || name.split('/').includes('..'))
      throw new Error(`${JSON.stringify(name)} is not a valid file name in a zip`);
    const bytes = entries[name];
    if (bytes !== undefined)
      files[name] = [bytes, { level: 9, mtime: zipDate, attrs: fileMode, os: madeOnUnix }];
  }
  return zipSync(files);
}
