import { Command } from 'commander';
import { registerEvaluate } from './evaluate';
import { registerExplain } from './explain';
import { registerSimulate } from './simulate';
import { registerValidate } from './validate';

const program = new Command('flexmatch')
  .description('FlexMatch rule sets on your desk: check them, match tickets by them, and ask why a ticket did not match')
  .showHelpAfterError('(add --help for what can be written)');
registerValidate(program);
registerEvaluate(program);
registerExplain(program);
registerSimulate(program);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
