/** `npm run rehearse`: real Terraform on the synthesized stacks, as far as this machine allows. */
import path from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { messageOf } from '../../core/message-of';
import { findProjectRoot } from '../project';
import { providerMirror, terraformVersion } from '../terraform/terraform';
import { environmentOf } from '../../definition/environments';
import backend from '../../game';
import { findEmulator } from './emulator';
import { rehearse } from './rehearsal';
import { Report } from './report';

interface Options {
  readonly env: string;
  readonly game: string;
  readonly json?: true;
  readonly keepPlans?: string;
  readonly keepCalls?: string;
  readonly download?: true;
  readonly changes: boolean;
}

const pluginVariable = 'TURNLIFT_TERRAFORM_PLUGIN_DIR';

/** The first game of the definition. */
const firstGame = [...backend.games.keys()][0];

function program(): Command {
  return new Command('rehearse')
    .description(
      'Runs real Terraform on the synthesized stacks: init, validate, plan; with an AWS emulator also ' +
        'apply, a match, changes and destroy.',
    )
    .option('--env <name>', 'the environment to rehearse', 'dev')
    .option('--game <name>', 'the game that is played on what was applied', firstGame)
    .option('--keep-plans <folder>', 'keep each plan as JSON there')
    .option('--keep-calls <file>', "keep the provider's calls there, as IAM would be asked for them")
    .option(
      '--no-changes',
      'apply, play a match and destroy; leave out changes, a second Region, names, loud reviews',
    )
    .option('--download', `let terraform download the provider when ${pluginVariable} names no folder`)
    .option('--json', 'the report as JSON on stdout')
    .addHelpText(
      'after',
      `\n${pluginVariable}: folder for terraform init -plugin-dir\nTURNLIFT_AWS_EMULATOR: URL of an ` +
        'AWS emulator; without it moto_server is started when it is on the PATH\n',
    );
}

async function main(): Promise<number> {
  const options = program().parse().opts<Options>();
  const report = new Report(options.json === true);
  const root = findProjectRoot();
  const version = terraformVersion();
  const mirror = providerMirror(process.env[pluginVariable]);
  const { account } = environmentOf(backend, options.env);
  if (version === undefined || (mirror === undefined && options.download !== true)) {
    const missing =
      version === undefined
        ? 'terraform is not on the PATH'
        : `${pluginVariable} names no folder with the AWS provider (or pass --download)`;
    report.addUnproved(`everything: ${missing}`);
    process.stdout.write(
      options.json === true
        ? `${report.json()}\n`
        : `${report.text()}\n${pc.yellow(pc.bold('SKIPPED'))}: ${missing}; nothing was rehearsed\n`,
    );
    return 0;
  }
  const emulator = await findEmulator(account);
  report.step(
    `terraform ${version}, AWS provider ${mirror?.awsVersion ?? 'from the registry'}, ` +
      `${emulator?.name ?? 'no AWS emulator'}`,
  );
  try {
    await rehearse(
      {
        root,
        backend,
        folder: path.join(root, '.turnlift', 'rehearsal', options.env),
        environment: options.env,
        mirror,
        emulator,
        game: options.game,
        changes: options.changes,
        ...(options.keepPlans === undefined ? {} : { keepPlans: path.resolve(options.keepPlans) }),
        ...(options.keepCalls === undefined ? {} : { keepCalls: path.resolve(options.keepCalls) }),
      },
      report,
    );
  } catch (error) {
    report.addFailure(messageOf(error));
  } finally {
    await emulator?.close();
  }
  const verdict = report.ok ? pc.green('The rehearsal passed') : pc.red('The rehearsal failed');
  const next = report.ok ? 'next: docs/deploying.md' : 'correct what failed and run it again';
  process.stdout.write(
    options.json === true
      ? `${report.json()}\n`
      : `${report.text()}\n${verdict} in ${report.seconds().toFixed(0)} s; ${next}\n`,
  );
  return report.ok ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`rehearse failed: ${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
