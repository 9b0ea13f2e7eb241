/** `npm run repair`: saves what can be saved of a data folder that does not start. */
import fs from 'node:fs';
import path from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import pc from 'picocolors';
import { rootMessageOf } from '../../core/message-of';
import { isRepairUnfinished } from '../stack/repair-mark';
import { type Repaired, repairData } from './repair-data';

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

/** As documented in `--help`. */
const exitCode = { whole: 0, lost: 1, notRun: 2, unfinished: 3 } as const;

const program = new Command('repair')
  .description(
    'Saves what can be saved of a data folder that does not start: the database, the state of ' +
      'GameLift, scripts and signing keys. Damaged files are set aside in the folder, never deleted.',
  )
  .requiredOption('--data <folder>', 'the data folder, as given to npm start or npm run gamelift')
  .option('--json', 'print the result as JSON')
  .addHelpText(
    'after',
    `
Exit codes:
  0  nothing was damaged, or everything could be saved
  1  something is lost, or may be: the table says what
  2  nothing was changed: no such folder, no data in it, data in use or of another user, or a full disk
  3  the repair has begun and did not come to its end: run it again, it continues`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : exitCode.notRun));

async function main({ data, json }: Options): Promise<number> {
  const folder = folderOf(data);
  if (!fs.existsSync(folder) || !fs.statSync(folder).isDirectory()) {
    console.error(`repair: ${folder} is not a folder. Choose another with --data DIR.`);
    return exitCode.notRun;
  }
  let lost = false;
  await repairData(folder, new Date(), (repaired) => {
    lost = print(repaired, json === true);
  });
  return lost ? exitCode.lost : exitCode.whole;
}

/** npm runs scripts in the project's folder, but paths are relative to the folder of the command. */
const folderOf = (data: string): string => path.resolve(process.env['INIT_CWD'] ?? process.cwd(), data);

/** @returns whether something is lost, or may be */
function print({ parts, aside }: Repaired, json: boolean): boolean {
  const lost = parts.some((part) => part.lost !== undefined);
  if (json) console.log(JSON.stringify({ parts, aside, lost }, undefined, 2));
  else {
    const table = new Table({
      head: ['Part', 'Damage', 'Saved', 'Lost'],
      style: { head: [], border: [] },
      colWidths: [20, 34, 28, 28],
      wordWrap: true,
    });
    for (const part of parts)
      table.push([part.part, part.damage ?? 'none', part.saved, part.lost ?? 'nothing']);
    console.log(table.toString());
    if (aside !== undefined) console.log(`The damaged files are in ${aside}.`);
    console.log(
      lost
        ? pc.yellow('The data starts again; something is lost, or may be.')
        : pc.green('The data is whole.'),
    );
  }
  return lost;
}

program.parse();
main(program.opts<Options>()).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const begun = isRepairUnfinished(folderOf(program.opts<Options>().data));
    const end = begun
      ? 'The repair is not finished: remove the cause, and run it again.'
      : 'Nothing was changed.';
    console.error(`repair: ${rootMessageOf(error).replace(/\.$/, '')}. ${end}`);
    process.exitCode = begun ? exitCode.unfinished : exitCode.notRun;
  },
);
