import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Applied, applyStacks } from '../../tools/deploy/apply-stacks';
import { planStacks, readPlans, type StackPlan } from '../../tools/deploy/plan-stacks';
import { findProjectRoot } from '../../tools/project';
import { synthesizedStacks, type SynthesizedStack } from '../../tools/synthesized';
import { Terraform, terraformVersion } from '../../tools/terraform/terraform';
import { compileProgram } from '../support/compiled';

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

  /** The message of an apply that ended: its stack and cause, and what became of the others. */
  const ending = (cause: string, before: string, untouched: string, advice: string): RegExp =>
    new RegExp(`^${cause}\napplied before it: ${before}\nnot touched: ${untouched}\n${advice}`);
  const again = 'plan, review and apply again';
  const corrected = `what it changed stays: correct the cause, then ${again}`;
  const state = (part: string): string => path.join(folder, `${part}.tfstate`);
  function write(values: {
    given: string;
    beside?: string;
    reading?: string;
    broken?: true;
    /** The first stack fails while it is applied. */
    fails?: true;
    /** Besides `given`: an output, or an element of an output that is a map, and who reads it. */
    adds?: { output?: string; element?: string; read?: string };
    /** A third stack, which reads the second. */
    third?: true;
  }): readonly SynthesizedStack[] {
    const { output, element, read } = values.adds ?? {};
    const stack = (part: string, json: object): void => {
      fs.mkdirSync(path.join(folder, 'stacks', `dev-${part}`), { recursive: true });
      fs.writeFileSync(path.join(folder, 'stacks', `dev-${part}`, 'cdk.tf.json'), JSON.stringify(json));
    };
    const backend = (part: string): object => ({ backend: { local: { path: state(part) } } });
    stack('data', {
      terraform: backend('data'),
      resource: {
        terraform_data: {
          given: {
            input: values.given,
            ...(values.fails === true ? { provisioner: [{ 'local-exec': { command: 'exit 1' } }] } : {}),
          },
          beside: { input: values.beside ?? 'same' },
        },
      },
      output: {
        given: { value: '${terraform_data.given.output}' },
        map: { value: `\${tomap({ first = "1"${element === undefined ? '' : `, ${element} = "2"`} })}` },
        ...(output === undefined ? {} : { [output]: { value: '${terraform_data.given.output}' } }),
      },
    });
    stack('realtime', {
      terraform: backend('realtime'),
      data: { terraform_remote_state: { data: { backend: 'local', config: { path: state('data') } } } },
      resource: {
        terraform_data: {
          read: { input: `\${data.terraform_remote_state.data.outputs.given}${values.reading ?? ''}` },
          ...(read === undefined
            ? {}
            : { added: { input: `\${data.terraform_remote_state.data.outputs.${read}}` } }),
          ...(values.broken === true ? { wrong: { no_such_argument: 1 } } : {}),
        },
      },
      output: { read: { value: '${terraform_data.read.output}' } },
    });
    if (values.third === true)
      stack('operations', {
        terraform: backend('operations'),
        data: { terraform_remote_state: { up: { backend: 'local', config: { path: state('realtime') } } } },
        resource: {
          terraform_data: {
            read: { input: `\${data.terraform_remote_state.up.outputs.read}${values.reading ?? ''}` },
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
            ...(values.third === true ? [['operations', ['dev-realtime']]] : []),
          ].map(([part, dependencies]) => [
            `dev-${String(part)}`,
            { name: `dev-${String(part)}`, workingDirectory: `stacks/dev-${String(part)}`, dependencies },
          ]),
        ),
      }),
    );
    return synthesizedStacks(folder, 'dev');
  }
  const plans = (): string => path.join(folder, 'plans');
  const plan = async (stacks: readonly SynthesizedStack[]): Promise<readonly string[]> =>
    (await planStacks(stacks, { folder: plans(), mirror: undefined, progress: () => undefined })).map(
      ({ stack, outcome }: StackPlan) => `${stack} ${outcome}`,
    );
  const apply = (stacks: readonly SynthesizedStack[], firstDeploy = false): Promise<Applied> =>
    applyStacks(stacks, { plans: plans(), mirror: undefined, firstDeploy, progress: () => undefined });
  const held = (part: string): string => fs.readFileSync(state(part), 'utf8');
  async function deployAll(): Promise<void> {
    const stacks = write({ given: 'one' });
    await plan(stacks);
    await apply(stacks, true);
  }

  it('say that the first deploy of an empty environment applies all, unseen, and do so', async () => {
    const stacks = write({ given: 'one', third: true });
    expect(await plan(stacks)).toEqual([
      'dev-data planned',
      'dev-realtime waiting',
      'dev-operations waiting',
    ]);
    expect(readPlans(plans()).get('dev-realtime')?.why).toBe(
      'it reads the state of dev-data, which was never applied; the first deploy of an environment ' +
        'applies stacks that wait, too, unseen',
    );
    expect(await apply(stacks)).toEqual({
      applied: ['dev-data', 'dev-realtime', 'dev-operations'],
      left: [],
    });
    expect(await plan(stacks)).toEqual([
      'dev-data unchanged',
      'dev-realtime unchanged',
      'dev-operations unchanged',
    ]);
    expect(await apply(stacks)).toEqual({ applied: [], left: [] });
  });

  it('wait for a stack that was never applied, where others were', async () => {
    const first = write({ given: 'one' }).slice(0, 1);
    await plan(first);
    await apply(first);
    const stacks = write({ given: 'one', adds: { output: 'added', read: 'added' } });
    expect(await plan(stacks)).toEqual(['dev-data planned', 'dev-realtime waiting']);
    expect(readPlans(plans()).get('dev-realtime')?.why).toBe(
      'it reads added of dev-data, which it will have only after its apply',
    );
    expect(await apply(stacks)).toEqual({ applied: ['dev-data'], left: ['dev-realtime'] });
    expect(fs.existsSync(state('realtime'))).toBe(false);
    expect(await plan(stacks)).toEqual(['dev-data unchanged', 'dev-realtime planned']);
    expect(await apply(stacks)).toEqual({ applied: ['dev-realtime'], left: [] });
  });

  it('wait for what a stack will have only after this deploy, and leave what depends on them', async () => {
    await deployAll();
    const adds = { output: 'added', element: 'second' };
    // An output that is new, then an element of one that is a map: the two forms of CDKTF's references.
    const output = write({ given: 'one', adds: { ...adds, read: 'added' }, third: true });
    expect(await plan(output)).toEqual([
      'dev-data planned',
      'dev-realtime waiting',
      'dev-operations planned',
    ]);
    expect(readPlans(plans()).get('dev-realtime')?.why).toBe(
      'it reads added of dev-data, which it will have only after its apply',
    );
    const element = write({ given: 'one', adds: { ...adds, read: 'map.second' }, third: true });
    expect((await plan(element))[1]).toBe('dev-realtime waiting');
    // Also a first deploy applies nothing unseen where something is there already.
    expect(await apply(element, true)).toEqual({
      applied: ['dev-data'],
      left: ['dev-realtime', 'dev-operations'],
    });
    // The next round is reviewed like any other.
    expect((await plan(element)).slice(0, 2)).toEqual(['dev-data unchanged', 'dev-realtime planned']);
    expect(await apply(element)).toEqual({ applied: ['dev-realtime', 'dev-operations'], left: [] });
    // Back: what is taken away is read by none that is planned.
    const back = write({ given: 'one' });
    expect(await plan(back)).toEqual(['dev-data planned', 'dev-realtime planned']);
    expect(await apply(back)).toEqual({ applied: ['dev-data', 'dev-realtime'], left: [] });
  }, 240_000);

  it('continue a first deploy that ended halfway, also where the cause was in the first stack', async () => {
    const halfway = write({ given: 'one', fails: true });
    await plan(halfway);
    await expect(apply(halfway, true)).rejects.toThrow(
      ending('dev-data: terraform apply failed:\nError: [^]*', 'none', 'dev-realtime', corrected),
    );
    expect(fs.existsSync(state('data'))).toBe(true);
    const mended = write({ given: 'one' });
    expect(await plan(mended)).toEqual(['dev-data planned', 'dev-realtime waiting']);
    expect(await apply(mended, true)).toEqual({ applied: ['dev-data', 'dev-realtime'], left: [] });
  });

  it('fail, and do not wait, for what no stack will have', async () => {
    await deployAll();
    const misspelt = write({ given: 'two', adds: { output: 'added', read: 'aded' } });
    expect(await plan(misspelt)).toEqual(['dev-data planned', 'dev-realtime failed']);
    const both = write({ given: 'two', adds: { output: 'added', read: 'added' }, broken: true });
    expect(await plan(both)).toEqual(['dev-data planned', 'dev-realtime failed']);
  });

  it('fail where a plan fails, and then apply nothing', async () => {
    await deployAll();
    const stacks = write({ given: 'two', broken: true });
    expect(await plan(stacks)).toEqual(['dev-data planned', 'dev-realtime failed']);
    expect(readPlans(plans()).get('dev-realtime')?.why).toContain('no_such_argument');
    await expect(apply(stacks)).rejects.toThrow(/dev-realtime: its plan failed, so nothing is applied/);
    expect(held('data')).not.toContain('two');
  });

  it('treat an unreadable state as a failure, not as a missing one', async () => {
    await deployAll();
    fs.writeFileSync(state('data'), 'not a state');
    expect(await plan(write({ given: 'one' }))).toEqual(['dev-data failed', 'dev-realtime failed']);
  });

  it('apply the approved plan, and refuse the next one if an applied stack changed it', async () => {
    await deployAll();
    const beside = write({ given: 'one', beside: 'other', reading: '!' });
    expect(await plan(beside)).toEqual(['dev-data planned', 'dev-realtime planned']);
    // The values that realtime reads stay the same, so the second plan is the approved one.
    expect((await apply(beside)).applied).toEqual(['dev-data', 'dev-realtime']);
    const other = write({ given: 'two', beside: 'other', reading: '!' });
    expect(await plan(other)).toEqual(['dev-data planned', 'dev-realtime unchanged']);
    await expect(apply(other)).rejects.toThrow(
      ending(
        'dev-realtime: applying dev-data changed what it reads, .*',
        'dev-data',
        'none',
        `${again} \\(in CI: .*$`,
      ),
    );
    expect(held('realtime')).toContain('one!');
    expect(await plan(other)).toEqual(['dev-data unchanged', 'dev-realtime planned']);
    expect((await apply(other)).applied).toEqual(['dev-realtime']);
    expect(held('realtime')).toContain('two!');
  });

  it('refuse a plan when the state moved on after the approval', async () => {
    await deployAll();
    const stacks = write({ given: 'two' });
    await plan(stacks);
    const [data] = stacks;
    if (data === undefined) throw new Error('no stack');
    const terraform = new Terraform(data.folder, undefined);
    await terraform.run(['apply', '-auto-approve', '-no-color', '-replace=terraform_data.beside']);
    await terraform.run(['apply', '-auto-approve', '-no-color', '-replace=terraform_data.beside']);
    await expect(apply(stacks)).rejects.toThrow(
      ending('dev-data: its plan is stale: .* nothing of it was applied', 'none', 'dev-realtime', again),
    );
  });

  it('refuse stacks that were synthesized again since their plan, and differ', async () => {
    await deployAll();
    await plan(write({ given: 'two' }));
    await expect(apply(write({ given: 'three' }))).rejects.toThrow(
      /dev-data was synthesized again since its plan, and differs: plan again/,
    );
    expect(held('data')).not.toMatch(/two|three/);
  });

  it('refuse a saved plan that is not the approved one, and a folder without plans', async () => {
    await deployAll();
    const stacks = write({ given: 'two' });
    await plan(stacks);
    const file = path.join(plans(), 'result.json');
    fs.writeFileSync(
      file,
      fs.readFileSync(file, 'utf8').replace(/"digest": "[0-9a-f]{8}/, '"digest": "00000000'),
    );
    await expect(apply(stacks)).rejects.toThrow(
      /^dev-data: the saved plan is not the approved plan\napplied before it: none\n/,
    );
    fs.rmSync(plans(), { recursive: true });
    await expect(apply(stacks)).rejects.toThrow(/result\.json is missing: give the folder/);
  });
});

describe('deploy-stacks without terraform', () => {
  it('says what is missing, before it deletes the plans of before', () => {
    const plans = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-plans-'));
    fs.writeFileSync(path.join(plans, 'dev-data.txt'), 'the plan');
    const { status, stderr } = spawnSync(
      process.execPath,
      [compileProgram('tools/deploy/main.js'), 'plan', '--env', 'dev', '--plans', plans],
      { cwd: findProjectRoot(), encoding: 'utf8', env: { ...process.env, PATH: plans } },
    );
    expect(status).toBe(1);
    expect(stderr).toContain('deploy-stacks failed: terraform is not on the PATH: install 1.11 or newer');
    expect(fs.readdirSync(plans)).toEqual(['dev-data.txt']);
    fs.rmSync(plans, { recursive: true });
  });
});
