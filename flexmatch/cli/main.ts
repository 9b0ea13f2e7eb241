import { Command } from 'commander';
import { registerEvaluate } from './evaluate';
import { registerExplain } from './explain';
import { registerSimulate } from './simulate';
import { registerValidate } from './validate';

// A closed pipe (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 2);
});

const program = new Command('flexmatch')
  .description(
    'Tools for FlexMatch rule sets: check them, match tickets by them, and ask why a ticket did not match',
  )
  .showHelpAfterError('(add --help for what can be written)')
  .helpCommand(false)
  // Exit code 1 means "not valid"; an invalid command line is 2, like an unreadable file.
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2);
  })
  .addHelpText(
    'after',
    '\nFiles are meant from where you type; - is standard input. flexmatch COMMAND --help shows an ' +
      'example of each.\nExit codes: 0 done, 1 a rule set is not valid, 2 a file, a case or the command ' +
      'line cannot be used.',
  );
registerValidate(program);
registerEvaluate(program);
registerExplain(program);
registerSimulate(program);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
