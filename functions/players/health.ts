import { type WriteProbe } from '../../store/write-probe';
import { log } from '../shared/log';

/** A write that takes longer than this counts as failed: health must report trouble within a second. */
export const probeMs = 900;
/** How long one write is reported: more frequent health requests cost no more writes. */
const reuseMs = 1000;

export interface HealthParts {
  readonly probe: WriteProbe;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Whether the backend accepts writes.
 * @returns a check: resolves to the reason why a write failed, in a few words; undefined: healthy
 */
export function createHealth({ probe, now }: HealthParts): () => Promise<string | undefined> {
  let latest: { readonly at: number; readonly trouble: Promise<string | undefined> } | undefined;
  return () => {
    const at = now();
    if (latest === undefined || at < latest.at || at - latest.at >= reuseMs)
      latest = { at, trouble: troubleOf(probe) };
    return latest.trouble;
  };
}

async function troubleOf(probe: WriteProbe): Promise<string | undefined> {
  try {
    await probe.write();
    return undefined;
  } catch (error) {
    // The answer counts as the failure (functions/shared/http/app.ts).
    log('warn', 'nothing can be written', { error });
    if (!(error instanceof Error)) return 'unknown error';
    return error.name === 'AbortError' ? `no write within ${probeMs / 1000} s` : error.name;
  }
}
