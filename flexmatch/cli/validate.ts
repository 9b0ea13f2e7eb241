import { type Command } from 'commander';
import pc from 'picocolors';
import { parseRuleSet, type RuleSetReading } from '../rule-set/parse';
import { readText, UnreadableError } from './files';

/** `flexmatch validate FILE`: one JSON line on stdout; exit 0 valid, 1 invalid, 2 unreadable. */
export function registerValidate(program: Command): void {
  program.command('validate')
    .description('check a rule set: every problem with its path and what to write instead')
    .argument('<file>', 'the rule set body, as it would be sent to CreateMatchmakingRuleSet')
    .option('--human', 'print for reading instead of JSON')
    .option('--json', 'print JSON (the default)')
    .addHelpText('after', '\nExit code 0: valid, 1: not valid, 2: the file cannot be read.')
    .action((file: string, options: { human?: boolean }) => {
      let reading: Pick<RuleSetReading, 'valid' | 'errors' | 'warnings'>;
      try {
        const source = readText(file);
        reading = 'text' in source ? parseRuleSet(source.text)
          : { valid: false, errors: [{ path: '', code: 'not-utf8', message: 'the file is not UTF-8 text: save it as UTF-8' }], warnings: [] };
      } catch (error) {
        if (!(error instanceof UnreadableError)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 2;
        return;
      }
      process.exitCode = reading.valid ? 0 : 1;
      if (options.human !== true) {
        process.stdout.write(`${JSON.stringify({ valid: reading.valid, errors: reading.errors, warnings: reading.warnings })}\n`);
        return;
      }
      for (const error of reading.errors) process.stdout.write(`${pc.red('error')}   ${pc.bold(error.path)} ${error.message} ${pc.dim(error.code)}\n`);
      for (const warning of reading.warnings) process.stdout.write(`${pc.yellow('warning')} ${pc.bold(warning.path)} ${warning.message} ${pc.dim(warning.code)}\n`);
      process.stdout.write(reading.valid ? `${pc.green('valid')}: try it with flexmatch simulate ${file}\n` : `${pc.red('not valid')}: ${reading.errors.length} to mend\n`);
    });
}
