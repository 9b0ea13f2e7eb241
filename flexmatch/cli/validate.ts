import { type Command } from 'commander';
import pc from 'picocolors';
import { parseRuleSet, type RuleSetReading } from '../rule-set/parse';
import { readText, UnreadableError } from './files';
import { paragraph } from './paragraph';

/** `flexmatch validate FILE`: one JSON line on stdout; exit 0 valid, 1 invalid, 2 unreadable. */
export function registerValidate(program: Command): void {
  program
    .command('validate')
    .description('check a rule set: every problem with its path and what to write instead')
    .argument(
      '<file>',
      'the rule set body, as it would be sent to CreateMatchmakingRuleSet; - reads standard input',
    )
    .option('--human', 'print for reading instead of JSON')
    .option('--json', 'print JSON (the default)')
    .addHelpText(
      'after',
      `
It prints {"valid","errors":[{"path","code","message"}],"warnings":[…]}.
Exit code 0: valid, 1: not valid, 2: the file cannot be read.

Example: npm run flexmatch -- validate --human docs/examples/duel.json`,
    )
    .action((file: string, options: { human?: boolean }) => {
      let reading: Pick<RuleSetReading, 'valid' | 'errors' | 'warnings'>;
      try {
        const source = readText(file);
        reading =
          'text' in source
            ? parseRuleSet(source.text)
            : {
                valid: false,
                errors: [
                  { path: '', code: 'not-utf8', message: 'the file is not UTF-8 text: save it as UTF-8' },
                ],
                warnings: [],
              };
      } catch (error) {
        if (!(error instanceof UnreadableError)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 2;
        return;
      }
      process.exitCode = reading.valid ? 0 : 1;
      if (options.human !== true) {
        process.stdout.write(
          `${JSON.stringify({ valid: reading.valid, errors: reading.errors, warnings: reading.warnings })}\n`,
        );
        return;
      }
      for (const error of reading.errors)
        process.stdout.write(
          paragraph(
            'error ',
            `${error.path === '' ? '' : `${error.path}: `}${error.message} (${error.code})`,
            pc.red,
          ),
        );
      for (const warning of reading.warnings)
        process.stdout.write(
          paragraph(
            'warning ',
            `${warning.path === '' ? '' : `${warning.path}: `}${warning.message} (${warning.code})`,
            pc.yellow,
          ),
        );
      const count = reading.errors.length;
      process.stdout.write(
        reading.valid
          ? `${pc.green('Valid.')} Try it: npm run flexmatch -- simulate ${file}\n`
          : `${pc.red('Not valid:')} ${count === 1 ? 'one problem' : `${count} problems`} to fix.\n`,
      );
    });
}
