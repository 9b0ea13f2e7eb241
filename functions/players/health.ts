import { type WriteProbe } from '../../store/write-probe';
import { log } from '../shared/log';

/** A write that takes longer than this has failed: health is to tell trouble within a second. */
export const probeMilliseconds = 900;
/** One write tells so long: asking for health more often costs no more writes. */
const toldMilliseconds = 1000;

export interface HealthParts {
  readonly probe: WriteProbe;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Whether the backend takes writes.
 * @returns asks: resolves to what a write failed with, in a few words; undefined: all is well
 */
export function createHealth({ probe, now }: HealthParts): () => Promise<string | undefined> {
  let told: { readonly at: number; readonly trouble: Promise<string | undefined> } | undefined;
  return () => {
    const at = now();
    if (told === undefined || at < told.at || at - told.at >= toldMilliseconds)
      told = { at, trouble: troubleOf(probe) };
    return told.trouble;
  };
}

async function troubleOf(probe: WriteProbe): Promise<string | undefined> {
  try {
    await probe.write();
    return undefined;
  } catch (error) {
    log('error', 'nothing can be written', { error });
    if (!(error instanceof Error)) return 'unknown error';
    return error.name === 'AbortError' ? `no write within ${probeMilliseconds / 1000} s` : error.name;
  }
}
