import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunningBackend } from '../../__tests__/e2e/support/programs';
import { Turnlift } from '../../client/node';
import { MatchChance, seededChance } from '../../core/match/chance';
import { playLeague } from '../../local/demo/league';

/** Resolution of Linux's process times, in milliseconds. */
const tick = 10;
/**
 * How long a bot thinks at most (ms). At first the processes of all matches have to start beside the turns.
 * Later the players want more turns than the machine has time for.
 */
const maxThinkMs = { gathering: 12_000, playing: 3_000 };

/** The share of the matches that has to run while the speed is measured. */
const leastShare = 0.9;

/** CPU milliseconds that a process has used, without its children. */
function cpuOf(pid: number): number {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tick;
}

/** The speed of a backend in a span of time. */
export interface Speed {
  readonly turnsPerSecond: number;
  /** CPU of the backend's own process, in milliseconds. */
  readonly cpuPerTurn: number;
}

/** Matches of bots that all run at the same time, as fast as the machine lets them. */
export interface Crowd {
  /** @throws when matches have ended meanwhile: fewer of them are another load */
  measure(spanMs: number): Promise<Speed>;
  /** Ends the matches. */
  end(): Promise<void>;
}

/**
 * Starts matches of Reversi, and waits until all of them run.
 * @param onRunning called with the number of matches that run
 * @throws when a bot gives up before
 */
export async function gatherCrowd(
  { ready, child: { pid } }: RunningBackend,
  matches: number,
  onRunning: (running: number) => void,
): Promise<Crowd> {
  if (pid === undefined) throw new Error('the backend has no process');
  const abort = new AbortController();
  let turns = 0;
  let running = 0;
  let thinkMs = maxThinkMs.gathering;
  let gathered: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    gathered = resolve;
  });
  const league = playLeague(new Turnlift({ url: ready.api }), {
    matches: matches * 2,
    game: 'reversi',
    concurrency: matches,
    udp: false,
    thinkMs: () => thinkMs,
    random: new MatchChance(seededChance('console')),
    now: () => performance.now(),
    maxRetryMs: 60_000,
    signal: abort.signal,
    onProgress: (progress) => {
      ({ turns } = progress);
      running = Math.floor(progress.playing / 2);
      onRunning(running);
      if (progress.playing === matches * 2) gathered();
    },
  });
  await Promise.race([
    all,
    league.then(({ errors }) => {
      throw new Error(`the matches have not begun: ${errors.join('; ')}`);
    }),
  ]);
  thinkMs = maxThinkMs.playing;
  await pause(maxThinkMs.gathering);
  return {
    async measure(spanMs) {
      const before = { cpu: cpuOf(pid), turns, at: performance.now() };
      await pause(spanMs);
      if (running < matches * leastShare)
        throw new Error(`${running} of ${matches} matches run: it took too long`);
      const played = Math.max(1, turns - before.turns);
      return {
        turnsPerSecond: (1000 * played) / (performance.now() - before.at),
        cpuPerTurn: (cpuOf(pid) - before.cpu) / played,
      };
    },
    async end() {
      abort.abort();
      await league;
    },
  };
}
