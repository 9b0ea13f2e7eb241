import fs from 'node:fs';
import path from 'node:path';
import { synthesizedStacks } from '../synthesized';
import { type ProviderMirror, Terraform } from '../terraform/terraform';
import { overrideFile } from './overrides';
import { type Report } from './report';
import { type Workspace } from './workspace';

/** Properties that no emulator can prove: printed at the end of every rehearsal. */
export const unprovable: readonly string[] = [
  'IAM: the emulator enforces no policy. Recorded calls were compared with the roles by our own ' +
    'evaluation, and the sizes of documents with their quotas by synth; propagation and service-linked ' +
    'roles were not seen',
  'API Gateway: the emulator stores routes and authorizer, and asks no issuer. Requests were served ' +
    "by the laptop's gateway; throttling, CORS and the authorizer's cache were not seen",
  'EventBridge: the emulator matches no pattern here; events went to functions directly, and none to ' +
    'a webhook. Patterns are compared with events by tests',
  'CloudWatch: the emulator publishes no metric. Alarms and widgets are compared with tables of ' +
    'metrics by tests',
  "CloudFormation and GameLift: played by this project's own; their times, quotas and order of " +
    'replacement were not seen',
  'CloudFront: the emulator keeps distributions and serves none; headers policies were kept by this ' +
    'project. The pages, headers and caching were not seen',
  'ACM and Route 53: the emulator validates every certificate and serves no record. Its times, and ' +
    'whether a record proves a name, were not seen',
  'CodeDeploy: the emulator plays no deployment; aliases moved at once. Gradual traffic and the way ' +
    'back were not seen',
  "the state bucket's destruction, which prevent_destroy refuses",
];

/** Without an emulator there is no state to read: schema and references can still be checked. */
export async function validateOnly(
  options: { readonly mirror: ProviderMirror | undefined },
  report: Report,
  workspace: Workspace,
): Promise<void> {
  for (const stack of synthesizedStacks(workspace.out)) {
    const local = {
      terraform: {
        backend: { local: {} },
        ...(options.mirror === undefined
          ? {}
          : { required_providers: { aws: { version: options.mirror.awsVersion } } }),
      },
    };
    fs.writeFileSync(path.join(stack.folder, overrideFile), JSON.stringify(local));
    const terraform = new Terraform(stack.folder, options.mirror);
    await terraform.init('-backend=false');
    const run = await terraform.run(['validate', '-no-color']);
    if (run.code === 0) report.addProved(`${stack.name}: valid`);
    else if (/nodejs24\.x/.test(run.output))
      report.addUnproved(
        `${stack.name}: AWS provider ${options.mirror?.awsVersion} does not know nodejs24.x`,
      );
    else report.addFailure(`${stack.name}: ${run.output.trim()}`);
  }
}
