import { type Command } from 'commander';
import pc from 'picocolors';
import { parseRuleSet, type RuleSetReading } from '../rule-set/parse';
import { type Problem } from '../rule-set/problems';
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
    .action((file: string, { human = false }: { readonly human?: boolean }) => {
      try {
        const reading = read(file);
        process.exitCode = reading.valid ? 0 : 1;
        process.stdout.write(human ? textOf(reading, file) : `${JSON.stringify(reading)}\n`);
      } catch (error) {
        if (!(error instanceof UnreadableError)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 2;
      }
    });
}

type Validity = Pick<RuleSetReading, 'valid' | 'errors' | 'warnings'>;

function read(file: string): Validity {
  const source = readText(file);
  if ('text' in source) {
    const { valid, errors, warnings } = parseRuleSet(source.text);
    return { valid, errors, warnings };
  }
  const message = 'the file is not UTF-8 text: save it as UTF-8';
  return { valid: false, errors: [{ path: '', code: 'not-utf8', message }], warnings: [] };
}

function textOf({ valid, errors, warnings }: Validity, file: string): string {
  const line = ({ path, message, code }: Problem<string>): string =>
    `${path === '' ? '' : `${path}: `}${message} (${code})`;
  return [
    ...errors.map((error) => paragraph('error ', line(error), pc.red)),
    ...warnings.map((warning) => paragraph('warning ', line(warning), pc.yellow)),
    valid
      ? `${pc.green('Valid.')} Try it: npm run flexmatch -- simulate ${file}\n`
      : `${pc.red('Not valid:')} ${errors.length === 1 ? 'one problem' : `${errors.length} problems`} ` +
        'to fix.\n',
  ].join('');
}
