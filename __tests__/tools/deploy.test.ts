import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { applyStacks, NotApproved } from '../../tools/deploy/apply-stacks';
import { planStacks, readPlans, type StackPlan } from '../../tools/deploy/plan-stacks';
import { readManifest, type SynthesizedStack } from '../../tools/synthesized';
import { Terraform, terraformVersion } from '../../tools/terraform/terraform';

/**
 * Real Terraform on two stacks without a cloud: `dev-data` outputs a value, `dev-realtime` reads it from its
 * state.
 */
const installed = terraformVersion() !== undefined;

(installed ? describe : describe.skip)('plans and applies (skipped where terraform is not installed)', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-deploy-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const state = (part: string): string => path.join(folder, `${part}.tfstate`);
  function write(values: {
    given: string;
    beside?: string;
    reading?: string;
    broken?: true;
  }): readonly SynthesizedStack[] {
    const stack = (part: string, json: object): void => {
      fs.mkdirSync(path.join(folder, 'stacks', `dev-${part}`), { recursive: true });
      fs.writeFileSync(path.join(folder, 'stacks', `dev-${part}`, 'cdk.tf.json'), JSON.stringify(json));
    };
    const backend = (part: string): object => ({ backend: { local: { path: state(part) } } });
    stack('data', {
      terraform: backend('data'),
      resource: {
        terraform_data: { given: { input: values.given }, beside: { input: values.beside ?? 'same' } },
      },
      output: { given: { value: '${terraform_data.given.output}' } },
    });
    stack('realtime', {
      terraform: backend('realtime'),
      data: { terraform_remote_state: { data: { backend: 'local', config: { path: state('data') } } } },
      resource: {
        terraform_data: {
          read: { input: `\${data.terraform_remote_state.data.outputs.given}${values.reading ?? ''}` },
          ...(values.broken === true ? { wrong: { no_such_argument: 1 } } : {}),
        },
      },
    });
    fs.writeFileSync(
      path.join(folder, 'manifest.json'),
      JSON.stringify({
        stacks: Object.fromEntries(
          [
            ['data', []],
            ['realtime', ['dev-data']],
          ].map(([part, dependencies]) => [
            `dev-${String(part)}`,
            { name: `dev-${String(part)}`, workingDirectory: `stacks/dev-${String(part)}`, dependencies },
          ]),
        ),
      }),
    );
    return readManifest(folder, 'dev');
  }
  const plans = (): string => path.join(folder, 'plans');
  const plan = async (stacks: readonly SynthesizedStack[]): Promise<readonly string[]> =>
    (await planStacks(stacks, plans(), undefined, () => undefined)).map(
      ({ stack, outcome }: StackPlan) => `${stack} ${outcome}`,
    );
  const apply = (stacks: readonly SynthesizedStack[], firstDeploy = false): Promise<readonly string[]> =>
    applyStacks(stacks, { plans: plans(), mirror: undefined, firstDeploy, progress: () => undefined });
  const held = (part: string): string => fs.readFileSync(state(part), 'utf8');
  async function deployed(): Promise<void> {
    const stacks = write({ given: 'one' });
    await plan(stacks);
    await apply(stacks, true);
  }

  it('wait for a stack that was never applied, and apply without review only as a first deploy', async () => {
    const stacks = write({ given: 'one' });
    expect(await plan(stacks)).toEqual(['dev-data planned', 'dev-realtime waiting']);
    await expect(apply(stacks)).rejects.toThrow(
      /dev-realtime could not be planned .*dev-data, which was never applied/,
    );
    expect(fs.existsSync(state('data'))).toBe(false);
    expect(await apply(stacks, true)).toEqual(['dev-data', 'dev-realtime']);
    expect(await plan(stacks)).toEqual(['dev-data unchanged', 'dev-realtime unchanged']);
    expect(await apply(stacks)).toEqual([]);
  }, 120_000);

  it('fail where a plan fails, and then apply nothing', async () => {
    await deployed();
    const stacks = write({ given: 'two', broken: true });
    expect(await plan(stacks)).toEqual(['dev-data planned', 'dev-realtime failed']);
    expect(readPlans(plans()).get('dev-realtime')?.why).toContain('no_such_argument');
    await expect(apply(stacks)).rejects.toThrow(/dev-realtime: its plan failed, so nothing is applied/);
    expect(held('data')).not.toContain('two');
  }, 120_000);

  it('treat an unreadable state as a failure, not as a missing one', async () => {
    await deployed();
    fs.writeFileSync(state('data'), 'not a state');
    expect(await plan(write({ given: 'one' }))).toEqual(['dev-data failed', 'dev-realtime failed']);
  }, 120_000);

  it('apply the approved plan, and refuse the next one if an applied stack changed it', async () => {
    await deployed();
    const beside = write({ given: 'one', beside: 'other', reading: '!' });
    expect(await plan(beside)).toEqual(['dev-data planned', 'dev-realtime planned']);
    // The values that realtime reads stay the same, so the second plan is the approved one.
    expect(await apply(beside)).toEqual(['dev-data', 'dev-realtime']);
    const other = write({ given: 'two', beside: 'other', reading: '!' });
    expect(await plan(other)).toEqual(['dev-data planned', 'dev-realtime unchanged']);
    await expect(apply(other)).rejects.toThrow(
      /dev-realtime: applying dev-data changed what it reads, .*run the workflow again/,
    );
    expect(held('realtime')).toContain('one!');
    expect(await plan(other)).toEqual(['dev-data unchanged', 'dev-realtime planned']);
    expect(await apply(other)).toEqual(['dev-realtime']);
    expect(held('realtime')).toContain('two!');
  }, 180_000);

  it('refuse a plan when the state moved on after the approval', async () => {
    await deployed();
    const stacks = write({ given: 'two' });
    await plan(stacks);
    const [data] = stacks;
    if (data === undefined) throw new Error('no stack');
    const terraform = new Terraform(data.folder, undefined);
    await terraform.run(['apply', '-auto-approve', '-no-color', '-replace=terraform_data.beside']);
    await terraform.run(['apply', '-auto-approve', '-no-color', '-replace=terraform_data.beside']);
    await expect(apply(stacks)).rejects.toThrow(/stale/i);
  }, 120_000);

  it('refuse a saved plan that is not the approved one, and a folder without plans', async () => {
    await deployed();
    const stacks = write({ given: 'two' });
    await plan(stacks);
    const file = path.join(plans(), 'result.json');
    fs.writeFileSync(
      file,
      fs.readFileSync(file, 'utf8').replace(/"digest": "[0-9a-f]{8}/, '"digest": "00000000'),
    );
    await expect(apply(stacks)).rejects.toThrow(NotApproved);
    fs.rmSync(plans(), { recursive: true });
    await expect(apply(stacks)).rejects.toThrow(/result\.json is missing: give the folder/);
  }, 120_000);
});
