import fs from 'node:fs';
import path from 'node:path';
import { type SynthesizedStack } from '../synthesized';
import { type ProviderMirror, Terraform } from '../terraform/terraform';
import { type Border } from './border';
import { borderHosts } from './crossing';
import { type RehearsalEndpoints, writeOverrides } from './overrides';
import { type Report } from './report';
import { type Workspace } from './workspace';

/** The purpose of a Terraform command: the roles of CI are compared with the calls of each phase. */
export type RehearsalPhase = 'bootstrap' | 'plan' | 'apply' | 'destroy';

export interface StageOptions {
  readonly mirror: ProviderMirror | undefined;
  /** Folder for the plans in the form of `terraform show -json`; absent: they are not kept. */
  readonly keepPlans?: string;
}

/** Terraform in the workspace, behind the proxy. */
export class TerraformStage {
  readonly #options: StageOptions;
  readonly #border: Border;

  constructor(
    options: StageOptions,
    readonly report: Report,
    readonly workspace: Workspace,
    border: Border,
    readonly endpoints: RehearsalEndpoints,
  ) {
    this.#options = options;
    this.#border = border;
  }

  terraform(stack: SynthesizedStack, phase: RehearsalPhase): Terraform {
    const proxy = this.#border.proxyFor(stack.name, phase);
    return new Terraform(stack.folder, this.#options.mirror, {
      HTTP_PROXY: proxy,
      HTTPS_PROXY: proxy,
      http_proxy: proxy,
      https_proxy: proxy,
      NO_PROXY: '',
      no_proxy: '',
      // Services that the override file does not name.
      AWS_ENDPOINT_URL: `http://${borderHosts.aws}`,
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  }

  /** Writes override files beside the synthesized stacks, and reports the differences from a deploy. */
  override(stacks: readonly SynthesizedStack[]): void {
    for (const { name, folder } of stacks)
      this.report.addDifferences(writeOverrides(path.resolve(folder, '..', '..'), name, this.endpoints));
  }

  /** @throws Error with the plan when it is not empty */
  async checkNothingLeft(stack: SynthesizedStack): Promise<void> {
    const { changes, run } = await this.terraform(stack, 'plan').plan('second.tfplan');
    if (changes)
      throw new Error(
        'the second plan is not ' +
          `empty:\n${run.stdout.slice(run.stdout.indexOf('Terraform will perform')).slice(0, 2_000)}`,
      );
  }

  /** Keeps the last plan of a stack as JSON, if that was requested. */
  async keep(stack: SynthesizedStack, what: string): Promise<void> {
    const { keepPlans } = this.#options;
    if (keepPlans === undefined) return;
    fs.mkdirSync(keepPlans, { recursive: true });
    fs.writeFileSync(
      path.join(keepPlans, `${stack.name}.${what}.json`),
      await this.terraform(stack, 'plan').showPlan('rehearsal.tfplan'),
    );
  }
}
