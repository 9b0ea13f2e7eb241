/** `npm run verify -- MATCH_URL|FILE`: checks a match against the record that its players received. */
import fs from 'node:fs';
import { Command } from 'commander';
import pc from 'picocolors';
import { ReplayError } from '../../core/match/match';
import { verifyMatch } from '../../core/match/verify';
import backend from '../../game';
import { fromCaller, gameOfFile, loadMatch, readRecorded, Unverifiable } from './match-file';

interface Options {
  readonly token?: string;
  readonly seedHash?: string;
  readonly save?: string;
  readonly json?: true;
}

async function verify(what: string, { token, seedHash, save, json }: Options): Promise<number> {
  const file = await loadMatch(what, token);
  if (save !== undefined) fs.writeFileSync(fromCaller(save), `${JSON.stringify(file, null, 2)}\n`);
  const recorded = readRecorded(file);
  const { game: name, matchId } = recorded.header;
  const game = gameOfFile(backend, recorded.header);
  const findings = verifyMatch(game, recorded, seedHash);
  const holds = findings.every((finding) => finding.holds);
  if (json === true) process.stdout.write(`${JSON.stringify({ matchId, game: name, holds, findings })}\n`);
  else {
    for (const finding of findings)
      process.stdout.write(
        `${finding.holds ? pc.green('holds') : pc.red('WRONG')}  ${finding.check}: ${finding.says}\n`,
      );
    process.stdout.write(
      holds ? `Match ${matchId} is as it was recorded.\n` : `Match ${matchId} is not as it was recorded.\n`,
    );
  }
  return holds ? 0 : 1;
}

new Command('npm run verify --')
  .description(
    'Plays a match again by its seed and its log, and says whether seed, dice, decks, order and ' +
      'result are those that were recorded.',
  )
  .argument('<match>', 'URL of an ended match (https://HOST/v1/matches/ID), or a file written with --save')
  .option('--seed-hash <hash>', 'the seedHash that you noted at the start of the match')
  .option(
    '--token <token>',
    'access token of a player (or TURNLIFT_TOKEN); without one a guest is registered',
  )
  .option('--save <file>', 'write the match and its log there, to verify it again without the backend')
  .option('--json', 'one JSON object on stdout')
  .addHelpText(
    'after',
    '\nExit codes: 0 the match is as it was recorded; 1 something is not; 2 it cannot be checked ' +
      '(still being\nplayed, other rules or another version of them, not readable).',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(async (what: string, options: Options) => {
    try {
      process.exitCode = await verify(what, options);
    } catch (error) {
      if (
        !(error instanceof Unverifiable) &&
        !(error instanceof ReplayError) &&
        !(error instanceof RangeError)
      )
        throw error;
      process.stderr.write(`${pc.red('cannot be verified:')} ${error.message}\n`);
      process.exitCode = 2;
    }
  })
  .parse();
