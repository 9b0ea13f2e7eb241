import { randomInt } from 'node:crypto';
import Table from 'cli-table3';
import { Command } from 'commander';
import pc from 'picocolors';
import { messageOf } from '../../core/message-of';
import { Turnlift } from '../../client/node';
import { MatchChance, seededChance } from '../../core/match/chance';
import { type Matchmaking } from '../../definition';
import { laptopOf } from '../../definition/environments';
import { type Metric } from '../../core/ranking/leaderboards';
import definition from '../../game';
import { audit } from '../demo/audit';
import { type LeagueOutcome, playLeague } from '../demo/league';
import { progressBar } from '../demo/progress-bar';
import { laptopShape } from '../stack/shape';
import { type RunningStack, startStack } from '../stack/stack';
import { afterDemo } from './after-demo';
import { millisecondsText, quantile } from '../quantiles';
import { preferredUrl, unusableWords, whatAnswers } from './running-backend';
import { wholeNumberFrom } from './whole-number';

interface Flags {
  readonly matches: number;
  readonly game: string;
  readonly matchmaking?: string;
  readonly concurrency: number;
  readonly api?: string;
  readonly private?: true;
  readonly udp?: true;
  readonly think: number;
  readonly seed?: number;
  readonly patience: number;
  readonly json?: true;
}

/** The matchmaking of the game; undefined for a game or matchmaking that this definition lacks. */
function matchmakingOf({ game, matchmaking }: Flags): Matchmaking | undefined {
  return [...definition.matchmakings.values()].find(
    ({ key, games }) => games.some((name) => name === game) && (matchmaking ?? key) === key,
  );
}

/** Heading of a leaderboard's score column: `wins`, `best of longestWord`. */
const metricWords = (metric: Metric): string =>
  'number' in metric ? `${metric.kind} of ${metric.number}` : metric.kind;

/** The best five, once results have reached the leaderboard, which takes seconds. */
async function topOf(
  backend: Turnlift,
  leaderboard: string,
  { followsResults }: { readonly followsResults: boolean },
): ReturnType<Turnlift['leaderboard']> {
  for (let tries = 1; ; tries += 1) {
    const top = await backend.leaderboard(leaderboard, { limit: 5 });
    if (top.items.length > 0 || !followsResults || tries >= 100) return top;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * The leaderboard that the summary shows: of a game's leaderboards, one that shows all players comes first.
 */
function leaderboardOf({ game }: Flags): {
  readonly name: string;
  readonly score: string;
  readonly showsAll: boolean;
} {
  const leaderboards = definition.leaderboards.filter((leaderboard) => leaderboard.game === game);
  // A rating is not certain after a few matches.
  const shown = leaderboards.find(({ hidesProvisional }) => hidesProvisional !== true);
  const chosen = shown ?? leaderboards[0];
  return {
    name: chosen?.id ?? `${game}.rating`,
    score: chosen === undefined ? 'rating' : metricWords(chosen.metric),
    showsAll: shown !== undefined,
  };
}

async function summary(
  backend: Turnlift,
  league: LeagueOutcome,
  problems: readonly string[],
  flags: Flags,
  seconds: number,
): Promise<void> {
  const isRated = matchmakingOf(flags)?.rated !== false;
  const leaderboard = leaderboardOf(flags);
  const followsResults = isRated && leaderboard.showsAll && league.matches.size > 0;
  const top = await topOf(backend, leaderboard.name, { followsResults });
  const figures = {
    matchesFinished: league.matches.size,
    matchesWanted: flags.matches,
    interrupted: league.interrupted,
    turns: league.turns,
    refusedCommands: league.refused,
    ticketToFirstTurnMs: { p50: quantile(league.toFirstTurn, 0.5), p99: quantile(league.toFirstTurn, 0.99) },
    turnRoundTripMs: { p50: quantile(league.turnTrips, 0.5), p99: quantile(league.turnTrips, 0.99) },
    seconds,
    leaderboard: top.items,
    problems,
    errors: league.errors,
  };
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    return;
  }
  process.stdout.write(`${leagueTable(figures, flags.concurrency)}\n`);
  process.stdout.write(
    isRated
      ? `\nLeaderboard ${leaderboard.name}\n${leaderboardTable(top.items, leaderboard.score)}\n`
      : '\nThe matches are not rated: no leaderboard changes.\n',
  );
}

/** Undefined: nothing was measured. */
interface Quantiles {
  readonly p50: number | undefined;
  readonly p99: number | undefined;
}

interface Figures {
  readonly matchesFinished: number;
  readonly matchesWanted: number;
  readonly interrupted: number;
  readonly turns: number;
  readonly refusedCommands: number;
  readonly ticketToFirstTurnMs: Quantiles;
  readonly turnRoundTripMs: Quantiles;
  readonly seconds: number;
}

function leagueTable(figures: Figures, concurrency: number): string {
  const { interrupted, ticketToFirstTurnMs: first, turnRoundTripMs: turn } = figures;
  const table = new Table({ style: { head: [], border: [] } });
  table.push(
    ['matches finished', `${figures.matchesFinished} of ${figures.matchesWanted}`],
    ['turns', String(figures.turns)],
    ['ticket to first turn', `p50 ${millisecondsText(first.p50)}, p99 ${millisecondsText(first.p99)}`],
    ['turn round trip', `p50 ${millisecondsText(turn.p50)}, p99 ${millisecondsText(turn.p99)}`],
    ['refused commands', String(figures.refusedCommands)],
    ['interrupted matches', interrupted === 0 ? '0' : `${interrupted} (their server ended; played again)`],
    ['took', `${figures.seconds.toFixed(1)} s, ${concurrency} matches at a time`],
  );
  return table.toString();
}

function leaderboardTable(items: Awaited<ReturnType<typeof topOf>>['items'], score: string): string {
  const table = new Table({
    head: ['rank', 'player', score],
    style: { head: [], border: [] },
    colAligns: ['right', 'left', 'right'],
  });
  for (const { rank, playerId, displayName, score: value } of items)
    table.push([rank, displayName ?? playerId, value]);
  return table.toString();
}

interface Backend {
  readonly url: string;
  readonly stack?: RunningStack;
}

/** The backend at the given URL, or at the preferred port, or a private one in memory; prints which. */
async function chooseBackend(flags: Flags): Promise<Backend> {
  if (flags.api !== undefined) return { url: flags.api };
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  if (flags.private !== true) {
    const url = preferredUrl(laptopOf(definition).laptop);
    const answer = await whatAnswers(url);
    const unusable = unusableWords(url, answer);
    if (unusable === undefined) {
      say(`Using the backend that runs at ${url} (--private starts another one)`);
      return { url };
    }
    if (answer.kind === 'unhealthy') throw new Error(`${unusable} (--private starts another one)`);
    say(unusable);
  }
  say('Starting a private backend, in memory');
  const stack = await startStack({
    port: 0,
    host: '127.0.0.1',
    backend: definition,
    shape: laptopShape(definition, { capacity: flags.concurrency + 2 }),
    events: [],
    progress: (line) => process.stderr.write(pc.dim(`  ${line}\n`)),
  });
  return { url: stack.api, stack };
}

async function demo(flags: Flags): Promise<number> {
  const { url, stack } = await chooseBackend(flags);
  try {
    const backend = new Turnlift({ url });
    const leaderboards = await backend.leaderboards();
    if (!leaderboards.some((leaderboard) => leaderboard.game === flags.game)) {
      process.stderr.write(
        `${pc.red('no such game:')} ${flags.game}. This backend plays ` +
          `${[...new Set(leaderboards.map((leaderboard) => leaderboard.game))].sort().join(', ')}.\n`,
      );
      return 2;
    }
    process.stderr.write(
      `${flags.matches} matches of ${flags.game}, ${flags.concurrency} at a time, on ${url}\n`,
    );
    const bar = progressBar({ matches: flags.matches, isShown: process.stderr.isTTY && flags.json !== true });
    const started = performance.now();
    const league = await playLeague(backend, {
      matches: flags.matches,
      game: flags.game,
      concurrency: flags.concurrency,
      ...(flags.matchmaking === undefined ? {} : { matchmaking: flags.matchmaking }),
      seats: matchmakingOf(flags)?.ruleSet.players.max ?? 2,
      udp: flags.udp === true,
      thinkMs: () => flags.think,
      random: new MatchChance(seededChance(String(flags.seed ?? randomInt(2 ** 31)))),
      now: () => performance.now(),
      maxRetryMs: flags.patience * 1000,
      onProgress: (progress) => bar.update(progress),
    });
    bar.stop();
    const problems = await audit(league, flags.game);
    await summary(backend, league, problems, flags, (performance.now() - started) / 1000);
    for (const error of league.errors.slice(0, 10))
      process.stderr.write(`${pc.red('a bot gave up:')} ${error}\n`);
    for (const problem of problems.slice(0, 10))
      process.stderr.write(`${pc.red('does not add up:')} ${problem}\n`);
    if (league.matches.size < flags.matches || league.errors.length > 0 || problems.length > 0) {
      process.stderr.write(
        `${pc.red('Not everything adds up')}: ${flags.matches - league.matches.size} matches missing, ` +
          `${problems.length} contradictions.\n`,
      );
      return 1;
    }
    if (flags.json !== true)
      process.stdout.write(
        `\n${pc.green('Everything adds up')}: every match is once in both histories, and wins + draws ` +
          '+ losses = seats of the matches that count.\n',
      );
    const next = afterDemo({ url, isPrivate: stack !== undefined });
    if (flags.json !== true && next !== undefined) process.stdout.write(`\n${next}\n`);
    return 0;
  } finally {
    await stack?.close();
  }
}

/** Prints why the backend at a URL cannot be used, if that is so. */
async function tellTrouble(url: string): Promise<void> {
  const answer = await whatAnswers(url);
  const unusable = unusableWords(url, answer);
  if (unusable === undefined) return;
  const remedy = answer.kind === 'unhealthy' ? '' : ' Start a backend with npm start, which prints its URL.';
  process.stderr.write(`${unusable}.${remedy}\n`);
}

new Command('npm run demo --')
  .description(
    'Bots play whole matches through REST, FlexMatch and the Realtime protocol, and check that ' +
      'everything adds up.',
  )
  .option('--matches <n>', 'matches to finish', wholeNumberFrom(1), 20)
  .option('--game <name>', 'game to play', [...definition.games.keys()][0])
  .option('--matchmaking <name>', "one that plays the game (default: the game's first)")
  .option('--concurrency <n>', 'matches at a time', wholeNumberFrom(1), 20)
  .option(
    '--api <url>',
    `a running backend (default: ${preferredUrl(laptopOf(definition).laptop)}, or else a private one ` +
      'in memory)',
  )
  .option('--private', 'a private one in memory, even when a backend is running')
  .option('--udp', 'send commands as datagrams where possible')
  .option('--think <ms>', 'a bot thinks for up to this long before each turn', wholeNumberFrom(0), 0)
  .option('--seed <n>', 'makes the bots choose the same moves again', wholeNumberFrom(0))
  .option(
    '--patience <seconds>',
    'how long a bot waits for a backend that does not answer',
    wholeNumberFrom(0),
    60,
  )
  .option('--json', 'one JSON object on stdout')
  .action(async (flags: Flags) => {
    if (flags.api !== undefined && flags.private === true) {
      process.stderr.write(`${pc.red('--api and --private')} exclude each other: name one.\n`);
      process.exit(2);
    }
    try {
      process.exit(await demo(flags));
    } catch (error) {
      process.stderr.write(`${pc.red('The demo could not run:')} ${messageOf(error)}\n`);
      if (flags.api !== undefined) await tellTrouble(flags.api);
      process.exit(1);
    }
  })
  .parse();
