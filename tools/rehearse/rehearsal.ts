import { createLocalGameLift } from '../../local/gamelift';
import { synthesizedStacks } from '../synthesized';
import { openBorder } from './border';
import { borderHosts, firstAnswer } from './crossing';
import { type Emulator } from './emulator';
import { domainNames } from './domain-names';
import { reportCrossings, reportRights } from './findings';
import { headersPolicies } from './headers-policies';
import { EventRelay } from './match';
import { type RehearsalOptions } from './options';
import { furtherRegion, RehearsedEnvironment } from './rehearsed-environment';
import { type Report } from './report';
import { TerraformStage } from './stage';
import { validateOnly } from './unproved';
import { versionTypes } from './version-types';
import { Workspace } from './workspace';

/**
 * Runs Terraform on the synthesized stacks: init, validate, plan; and with an emulator apply in order, a
 * second plan, a match, a changed rule set and script, destroy. Every finding goes to the report; only
 * unexpected errors are thrown.
 */
export async function rehearse(options: RehearsalOptions, report: Report): Promise<void> {
  const workspace = new Workspace(options.root, options.backend, options.folder, options.environment);
  workspace.synth();
  report.addDifferences([
    "fleets have no TLS here (certificate DISABLED): the local fleet's certificate is not trusted by " +
      'any client',
  ]);
  report.addProved(
    `synth: ${synthesizedStacks(workspace.out).length} stacks of ${options.environment}; rule set ` +
      'validated, script loaded, names within limits',
  );
  if (options.emulator === undefined) {
    report.addUnproved(
      'plan, apply, locks, a match, changes, destroy: no AWS emulator (put moto_server on the PATH, ' +
        'or its URL into TURNLIFT_AWS_EMULATOR)',
    );
    await validateOnly(options, report, workspace);
    return;
  }
  await everything(options, report, workspace, options.emulator);
}

async function everything(
  options: RehearsalOptions,
  report: Report,
  workspace: Workspace,
  emulator: Emulator,
): Promise<void> {
  const { config } = workspace;
  // The local GameLift fetches the script from the bucket of the emulator.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: emulator.url,
    AWS_ACCESS_KEY_ID: 'rehearsal',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_REGION: config.region,
  });
  const relay = new EventRelay();
  const gamelift = await createLocalGameLift({
    region: config.region,
    account: emulator.account,
    hosting: 'local',
    eventSink: relay.sink,
    cloudFormationTypes: versionTypes(emulator.url, config.region),
    fleetEnvironment: {
      AWS_REGION: config.region,
      AWS_ACCESS_KEY_ID: 'rehearsal',
      AWS_SECRET_ACCESS_KEY: 'rehearsal',
      AWS_ENDPOINT_URL_DYNAMODB: emulator.url,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  const region = furtherRegion(config.region);
  const further = await createLocalGameLift({ region, account: emulator.account, hosting: 'none' });
  const border = await openBorder({
    aws: emulator.url,
    gamelift: gamelift.url,
    furtherGameLifts: { [region]: further.url },
    answer: firstAnswer(headersPolicies(), domainNames()),
    download: options.mirror === undefined,
  });
  try {
    const stage = new TerraformStage(options, report, workspace, border, {
      emulator: `http://${borderHosts.aws}`,
      account: emulator.account,
      gamelift: { api: `http://${borderHosts.gamelift}` },
      awsProviderVersion: options.mirror?.awsVersion ?? '6.25.0',
    });
    const gamelifts = new Map([
      [config.region, gamelift.url],
      [region, further.url],
    ]);
    await new RehearsedEnvironment(options, stage, emulator, gamelifts, relay).run();
    reportCrossings(border, report);
    reportRights(options, border, workspace, report);
  } finally {
    relay.sendTo(undefined);
    await border.close();
    await Promise.all([gamelift.close(), further.close()]);
  }
}
