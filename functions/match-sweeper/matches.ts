import { log } from '../shared/log';
import { MatchCheck, type MatchSweepDependencies, unattendedMs } from './match-check';

/** The counts of one sweep of matches, for the log. */
export interface MatchSweep {
  /** Active matches that were looked at. */
  readonly attended: number;
  /** Matches whose process is gone: they sleep until a player comes back. */
  readonly asleep: number;
  /** Matches that had ended by their log, without a recorded result. */
  readonly finished: number;
  /** Matches that no player came back to. */
  readonly abandoned: number;
}

/** After this time a sweep starts no further match; the next sweep starts with those that wait longest. */
const sweepMs = 40_000;
/** Keeps the calls a second within GameLift's limits. */
const atOnce = 5;
/**
 * Looks at active matches that no function attended to recently. A match that ended by its log gets its
 * result. A match whose server is lost waits for a player. Without one it sleeps: its clocks run, and its
 * timeouts are written here. A match that no clock can end is abandoned.
 *
 * The sweeper writes to a log only after a claim of its own, or while the log has no owner. So a sweep that
 * comes twice, late, beside another sweep or beside a process that still plays does no harm.
 */
export async function sweepMatches(dependencies: MatchSweepDependencies): Promise<MatchSweep> {
  const { matches, now } = dependencies;
  const checks = new MatchCheck(dependencies);
  const deadline = now() + sweepMs;
  const counts = { attended: 0, asleep: 0, finished: 0, abandoned: 0 };
  for await (const page of matches.unattended(now() - unattendedMs)) {
    const waiting = [...page];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let id = waiting.shift(); id !== undefined && now() < deadline; id = waiting.shift()) {
          counts.attended += 1;
          try {
            const became = await checks.check(id);
            if (became !== undefined) counts[became] += 1;
          } catch (error) {
            // A match that fails does not stop the others: the next sweep looks at it again.
            log('error', 'a match could not be swept', { matchId: id, error });
          }
        }
      }),
    );
    if (now() >= deadline) break;
  }
  if (counts.attended > 0) log('info', 'swept matches', counts);
  return counts;
}
