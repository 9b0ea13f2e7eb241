/** `npm run replay -- MATCH_URL|FILE [--at N]`: shows an ended match after any entry of its log. */
import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { type Game } from '../../core/define';
import { type Viewer } from '../../core/game-rules';
import { replay, ReplayError } from '../../core/match/match';
import { type RecordedMatch } from '../../core/match/verify';
import { eventFor, positionFor } from '../../core/match/views';
import backend from '../../game';
import { gameOfFile, loadMatch, readRecorded, Unverifiable } from '../verify/match-file';

interface Options {
  readonly at?: number;
  readonly as: Viewer;
  readonly token?: string;
  readonly json?: true;
}

/** The match after entry `at`, as a viewer sees it. */
function momentOf(game: Game, { header, entries }: RecordedMatch, at: number, viewer: Viewer) {
  return game.with((typed) => {
    const match = replay(typed, header, entries.slice(0, at));
    const newest = entries[at - 1];
    const { view, toAct } = positionFor(match, viewer);
    return {
      text: typed.display?.text(typed.rules.view(match.state, viewer), viewer),
      view,
      toAct,
      event: newest === undefined ? null : eventFor(match, newest, viewer),
      result: match.ending?.result ?? null,
    };
  });
}

async function show(what: string, { at, as, token, json }: Options): Promise<number> {
  const recorded = readRecorded(await loadMatch(what, token));
  const { game: name, matchId, seats } = recorded.header;
  const game = gameOfFile(backend, recorded.header);
  const last = recorded.entries.length;
  const upTo = at ?? last;
  if (upTo > last) throw new Unverifiable(`--at ${upTo}: the log has ${last} entries`);
  if (as !== 'spectator' && as >= seats.length)
    throw new Unverifiable(`--as ${as}: the match has seats 0 to ${seats.length - 1}`);
  const { text, view, toAct, event, result } = momentOf(game, recorded, upTo, as);
  if (json === true) {
    const moment = { matchId, game: name, at: upTo, of: last, viewer: as, view, toAct, event, result };
    process.stdout.write(`${JSON.stringify(moment)}\n`);
    return 0;
  }
  const who = event === null || event.seat === null ? 'the match' : `seat ${event.seat}`;
  process.stdout.write(
    [
      pc.dim(`${name} ${matchId}, after ${upTo} of ${last} entries, as ${seen(as)} sees it`),
      ...(event === null ? [] : [`${who}: ${JSON.stringify(event.action)}`]),
      '',
      text ?? JSON.stringify(view, undefined, 2),
      '',
      result === null
        ? `to act: ${toAct.map(seen).join(', ')}`
        : `places ${result.places.join(' ')}: ${result.reason}`,
      '',
    ].join('\n'),
  );
  return 0;
}

const seen = (viewer: Viewer): string => (viewer === 'spectator' ? 'a spectator' : `seat ${viewer}`);

function asWholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('write a whole number from 0.');
  return Number(text);
}

new Command('npm run replay --')
  .description('Folds the log of an ended match up to any entry and shows the game.')
  .argument(
    '<match>',
    'URL of an ended match (https://HOST/v1/matches/ID), or a file of npm run verify -- … --save',
  )
  .option(
    '--at <entry>',
    'sequence number of the last entry to fold; 0 is the start (default: the end)',
    asWholeNumber,
  )
  .option(
    '--as <viewer>',
    'whose view: a seat number, or spectator',
    (text: string): Viewer => (text === 'spectator' ? text : asWholeNumber(text)),
    'spectator' as const,
  )
  .option('--token <token>', 'access token of a player; without one a guest is registered')
  .option('--json', 'one JSON object on stdout')
  .action(async (what: string, options: Options) => {
    process.exitCode = await show(what, options);
  })
  .parseAsync()
  .catch((error: unknown) => {
    const known = error instanceof Unverifiable || error instanceof ReplayError;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${pc.red('cannot be replayed:')} ${known ? error.message : stack}\n`);
    process.exitCode = 2;
  });
