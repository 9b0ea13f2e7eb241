/**
 * Players of all matches, in a process of their own. Arguments: the ports of the matches, seconds of each
 * phase, and ms between two moves of a match in the paced one. A move is over when both players have it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type LoadPhase, type Stats, statsSchema } from './figures';
import { MatchPlayers } from './match-players';

const [portList = '', secondsText = '8', paceText = '2000'] = process.argv.slice(2);
const ports = portList.split(',').map(Number);
const seconds = Number(secondsText);
const paceMs = Number(paceText);
/** Moves of each match before anything is measured. */
const warmMoves = 30;
/** Matches whose players connect at the same time. */
const connecting = 16;

/** The resources that the servers have used, all together; the parent asks them. */
function stats(): Promise<Stats> {
  return new Promise((resolve) => {
    process.once('message', (message) => resolve(statsSchema.parse(message).stats));
    process.send?.('stats');
  });
}

/** The moves of all matches. */
class Moves {
  /** All moves that are over. */
  count = 0;
  /** Each match moves as soon as it can. */
  #saturated = false;
  /** Of moves since a time: earlier ones have waited for the collection with which a phase begins. */
  #latencies: { readonly since: number; readonly milliseconds: number[] } | undefined;
  readonly matches = ports.map(() => new MatchPlayers((match, latencyMs) => this.#done(match, latencyMs)));

  #done(match: MatchPlayers, latencyMs: number): void {
    this.count += 1;
    if (match.since >= (this.#latencies?.since ?? Infinity)) this.#latencies?.milliseconds.push(latencyMs);
    if (this.#saturated) match.play();
  }

  /** Lets each match move as soon as it can, until the returned function is called. */
  saturate(): () => void {
    this.#saturated = true;
    for (const match of this.matches) if (!match.busy) match.play();
    return () => {
      this.#saturated = false;
    };
  }

  /** Moves at the asked pace, one match after the other, until the returned function is called. */
  pace(): () => void {
    let [owed, last, place] = [0, performance.now(), 0];
    const timer = setInterval(() => {
      const now = performance.now();
      owed += (this.matches.length * (now - last)) / paceMs;
      last = now;
      for (; owed >= 1; owed -= 1) {
        const match = this.matches[place % this.matches.length];
        place += 1;
        if (match?.busy === false) match.play();
      }
    }, 5);
    return () => clearInterval(timer);
  }

  /** Milliseconds of each move that begins after a time, and ends while some work is done. */
  async latenciesDuring(since: number, work: () => Promise<unknown>): Promise<readonly number[]> {
    const milliseconds: number[] = [];
    this.#latencies = { since, milliseconds };
    await work();
    this.#latencies = undefined;
    return milliseconds;
  }
}

async function connectAll(matches: readonly MatchPlayers[]): Promise<void> {
  const waiting = [...matches.entries()];
  await Promise.all(
    Array.from({ length: connecting }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [match, players] = next;
        await players.connect(match, ports[match] ?? 0);
      }
    }),
  );
}

/** Whether commands that are not legal are refused, and change nothing. */
async function refusesIllegal(match: MatchPlayers | undefined): Promise<boolean> {
  if (match === undefined) throw new Error('no match');
  match.send(1, 0);
  await pause(300);
  match.play();
  await pause(300);
  match.send(1, match.seats[1]?.board.board.findIndex((cell) => cell !== -1) ?? 0);
  await pause(300);
  return match.seats[1]?.refused === 2 && match.seats[0]?.board.n === 1;
}

/** Code is slow until it has run often: on a busy machine that takes longer than any phase does. */
async function warmUp(moves: Moves): Promise<void> {
  const stop = moves.saturate();
  while (moves.count < warmMoves * moves.matches.length) await pause(100);
  stop();
  await pause(500);
}

async function measureLoadPhase(moves: Moves, mode: LoadPhase['mode']): Promise<LoadPhase> {
  const stop = mode === 'closed' ? moves.saturate() : moves.pace();
  // The compiler warms up.
  await pause(2000);
  const before = await stats();
  const [since, movesBefore] = [performance.now(), moves.count];
  const latencies = await moves.latenciesDuring(since, () => pause(seconds * 1000));
  const [wall, made] = [(performance.now() - since) / 1000, moves.count - movesBefore];
  const after = await stats();
  stop();
  await pause(500);
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return {
    mode,
    movesPerS: made / wall,
    p50: at(0.5),
    p99: at(0.99),
    cpuUsPerMove: (after.cpuUs - before.cpuUs) / made,
  };
}

async function main(): Promise<void> {
  const moves = new Moves();
  const base = await stats();
  await connectAll(moves.matches);
  await pause(1000);
  const idle = await stats();
  const rejectsIllegal = await refusesIllegal(moves.matches[0]);
  await warmUp(moves);
  const paced = await measureLoadPhase(moves, 'paced');
  const sat = await measureLoadPhase(moves, 'closed');
  const perKMatchesRssMB = ((idle.rss - base.rss) / 2 ** 20 / ports.length) * 1000;
  const result = { rejectsIllegal, errors: 0, perKMatchesRssMB, paced, sat };
  process.send?.({ result }, undefined, {}, () => process.exit(0));
}

void main();
