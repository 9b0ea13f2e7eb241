import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseRuleSet } from '../../flexmatch';
import { asMarkdown, marker } from '../../tools/plan-summary/markdown';
import { type PlanSummary, summarizePlan } from '../../tools/plan-summary/summary';
import { findProjectRoot } from '../../tools/project';
import { compileProgram } from '../support/compiled';

/**
 * Fixtures are `terraform show -json` of Terraform 1.11.4 with AWS provider 5.100.0, recorded by `npm run
 * rehearse -- --keep-plans`. `prod-api.function-changed` is cut to the functions and the stack of their
 * aliases.
 */
function recorded(name: string): PlanSummary {
  const [stack = ''] = name.split('.');
  return summarizePlan(
    stack,
    fs.readFileSync(
      path.join(findProjectRoot(), '__tests__', 'tools', 'fixtures', 'plans', `${name}.json`),
      'utf8',
    ),
  );
}

describe('the summary of real plans', () => {
  it('of a first deploy: all resources are created, and only the roles of CI are loud', () => {
    const data = recorded('dev-data.create');
    expect(data.lines.map(({ address, kind }) => `${kind} ${address}`)).toEqual(
      ['leaderboards', 'matches', 'players', 'ranks', 'tickets'].map(
        (table) => `created aws_dynamodb_table.${table}`,
      ),
    );
    const realtime = recorded('dev-realtime.create');
    expect(
      realtime.lines
        .find(({ address }) => address.startsWith('aws_cloudformation_stack'))
        ?.inner.map(({ id, kind }) => `${kind} ${id}`),
    ).toEqual(['created AliasOnDemand', 'created FleetBlue', 'created ScriptBlue']);
    expect([...data.loud, ...realtime.loud]).toEqual([]);
    // The roles of CI: whom they trust, that nothing bounds them, and the right to all distributions.
    const ci = recorded('dev-delivery.create').loud.map(
      ({ address, why }) => `${address} ${why.slice(0, 30)}`,
    );
    expect(ci).toEqual([
      ...['deploy', 'plan'].flatMap((role) => [
        `aws_iam_role.${role} a new role has no permissions `,
        expect.stringMatching(new RegExp(`^aws_iam_role\\.${role} trust allows: sts:AssumeRoleWi`)),
      ]),
      'aws_iam_role_policy.deploy-rights policy allows: cloudfront:Crea',
    ]);
    expect(realtime.costs).toEqual([
      { fleet: 'FleetBlue', before: 0, after: expect.closeTo(0.119 * 730, 2) },
    ]);
  });

  it('of a changed rule set: a diff of rules, the rule set replaced, the configuration changed', () => {
    const summary = recorded('dev-matchmaking.change');
    expect(summary.loud).toEqual([]);
    expect(summary.lines).toEqual([
      expect.objectContaining({ address: 'aws_cloudformation_stack.flexmatch-duel', kind: 'changed' }),
    ]);
    expect(summary.lines[0]?.inner.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
      'changed Configuration',
      'replaced RuleSet',
    ]);
    expect(summary.ruleSets[0]?.lines).toEqual([
      '- rules[FairSkill].maxDistance: 200',
      '+ rules[FairSkill].maxDistance: 250',
    ]);
    expect(summary.ruleSets[0]?.before).toMatch(/^turnlift-dev-duel-[0-9a-f]{12}$/);
    expect(summary.ruleSets[0]?.after).not.toBe(summary.ruleSets[0]?.before);
  });

  it('of several changed rule sets: a diff of each, the simulation under the first', () => {
    const file = path.join(findProjectRoot(), '__tests__/tools/fixtures/plans/dev-matchmaking.change.json');
    const plan = JSON.parse(fs.readFileSync(file, 'utf8'));
    const casual = JSON.parse(JSON.stringify(plan.resource_changes).replaceAll('-dev-duel', '-dev-casual'));
    plan.resource_changes.push(...casual);
    const summary = summarizePlan('dev-matchmaking', JSON.stringify(plan));
    expect(summary.ruleSets.map(({ after }) => after?.replace(/-[0-9a-f]{12}$/, ''))).toEqual([
      'turnlift-dev-duel',
      'turnlift-dev-casual',
    ]);
    const text = asMarkdown([summary], { simulation: 'simulated' });
    const at = ['Rule set `turnlift-dev-duel', 'simulated', 'Rule set `turnlift-dev-casual'].map((part) =>
      text.indexOf(part),
    );
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(text.match(/simulated population/g)).toHaveLength(1);
    expect(at).not.toContain(-1);
  });

  it('of a changed script: a new object, the script changed in place, no fleet touched', () => {
    const summary = recorded('dev-realtime.change');
    expect(summary.loud).toEqual([]);
    expect(asMarkdown([summary])).not.toContain('replaced');
    const stack = summary.lines.find(({ address }) => address.startsWith('aws_cloudformation_stack'));
    expect(stack?.kind).toBe('changed');
    expect(stack?.inner).toEqual([
      { id: 'ScriptBlue', type: 'AWS::GameLift::Script', kind: 'changed', properties: ['StorageLocation'] },
    ]);
    expect(summary.costs).toEqual([]);
  });

  it('of another machine type: loud, since the fleet is replaced, and with its cost', () => {
    const summary = recorded('dev-realtime.fleet-replaced');
    expect(summary.loud).toEqual([
      {
        address: expect.stringMatching(/FleetBlue$/),
        why: expect.stringContaining('the fleet is replaced because of EC2InstanceType'),
      },
    ]);
    expect(summary.costs).toEqual([
      {
        fleet: 'FleetBlue',
        before: expect.closeTo(0.119 * 730, 2),
        after: expect.closeTo((0.238 + 0.119) * 730, 2),
        retained: expect.closeTo(0.119 * 730, 2),
      },
    ]);
    const text = asMarkdown([summary], { environment: 'dev' });
    expect(text).toContain('> [!CAUTION]');
    expect(text).toContain('EC2InstanceType');
    expect(text).toContain('$87 of it for the old fleet until it is retired');
    expect(text).toContain('Difference: **+$174 a month**');
  });

  it('of more machines: a cost, no danger', () => {
    const summary = recorded('dev-realtime.fleet-grown');
    expect(summary.loud).toEqual([]);
    expect(summary.costs).toHaveLength(1);
    expect(summary.lines.flatMap(({ inner }) => inner)).toEqual([
      { id: 'FleetBlue', type: 'AWS::GameLift::Fleet', kind: 'changed', properties: ['Locations'] },
    ]);
  });

  it('of dropped tables: loud, table by table', () => {
    const summary = recorded('dev-data.tables-dropped');
    expect(summary.loud.map(({ address }) => address)).toEqual(
      ['leaderboards', 'matches', 'players', 'ranks', 'tickets'].map(
        (table) => `aws_dynamodb_table.${table}`,
      ),
    );
    expect(summary.loud[0]?.why).toContain('all rows of the table are lost');
  });
});

describe('the comment', () => {
  it('is marked, so that the next run finds it', () => {
    expect(
      asMarkdown([recorded('dev-data.create')], { environment: 'staging' }).startsWith(
        `${marker('staging')}\n## Plan for staging`,
      ),
    ).toBe(true);
  });

  it('shows rules as a diff and names the stacks that could not be planned', () => {
    const text = asMarkdown([recorded('dev-matchmaking.change')], {
      skipped: new Map([['dev-operations', 'dev-realtime was never applied']]),
    });
    expect(text).toContain(
      '```diff\n- rules[FairSkill].maxDistance: 200\n+ rules[FairSkill].maxDistance: 250\n```',
    );
    expect(text).toContain('`dev-operations` was not planned: dev-realtime was never applied');
  });

  it("has a place for the simulator's comparison, and passes it both rule sets", () => {
    expect(
      asMarkdown([recorded('dev-matchmaking.change')], { simulation: '| wait | 8 s | 6 s |' }),
    ).toContain('Before and after, on a simulated population:\n\n| wait | 8 s | 6 s |');
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-rules-'));
    const run = spawnSync(
      process.execPath,
      [
        compileProgram('tools/plan-summary/main.js'),
        path.join(findProjectRoot(), '__tests__/tools/fixtures/plans/dev-matchmaking.change.json'),
        '--rule-sets',
        folder,
        '--fail-on-loud',
      ],
      { cwd: findProjectRoot(), encoding: 'utf8' },
    );
    expect({ status: run.status, stderr: run.stderr.replace(/\(node:[\s\S]*/, '') }).toEqual({
      status: 0,
      stderr: '',
    });
    const [before, after] = ['before', 'after'].map((name) =>
      parseRuleSet(fs.readFileSync(path.join(folder, `${name}.json`), 'utf8')),
    );
    fs.rmSync(folder, { recursive: true });
    expect([before?.valid, after?.valid]).toEqual([true, true]);
  });

  it("folds the whole text, and stays within GitHub's limit", () => {
    const text = asMarkdown([recorded('dev-data.create')], {
      texts: new Map([
        ['dev-data', 'a line of the plan\n'.repeat(10_000)],
        ['dev-api', 'another'],
      ]),
    });
    expect(text).toContain('<summary>Full plan of dev-data</summary>');
    expect(text).toContain('… cut: the whole text is an artifact of the run');
    expect(text.length).toBeLessThan(65_536);
  });

  it('of stacks of which none could be planned does not say that nothing changes', () => {
    for (const unplanned of ['skipped', 'failed'] as const) {
      const text = asMarkdown([], { [unplanned]: new Map([['dev-api', 'it reads the state of dev-data']]) });
      expect(text).not.toContain('Nothing changes.');
      expect(text).toContain('Nothing changes in the stacks that could be planned.');
      expect(text).toContain('dev-api');
    }
  });

  it('reports stacks that are applied and no longer declared, before all else', () => {
    const text = asMarkdown([recorded('dev-data.create')], {
      undeclared: new Map([['dev-site', 'take it down: <b>destroy</b>']]),
    });
    expect(text.startsWith('> [!CAUTION]\n> **These stacks are not in the configuration any more')).toBe(
      true,
    );
    expect(text).toContain('> - `dev-site`: take it down: &lt;b>destroy&lt;/b>\n');
  });

  it('says so when nothing changes', () => {
    const plan = JSON.stringify({
      format_version: '1.2',
      resource_changes: [
        {
          address: 'a.b',
          mode: 'managed',
          type: 'a',
          name: 'b',
          change: { actions: ['no-op'], before: {}, after: {} },
        },
      ],
    });
    expect(asMarkdown([summarizePlan('dev-data', plan)])).toBe('Nothing changes.\n');
  });
});

describe('npm run plan-summary without plans', () => {
  it('is refused, and does not say that nothing changes', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [compileProgram('tools/plan-summary/main.js'), '--environment', 'dev', '--fail-on-loud'],
      { cwd: findProjectRoot(), encoding: 'utf8' },
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('plan-summary failed: no plan was given: name outputs of terraform show -json');
  });
});

describe('a changed function', () => {
  it('shows its own alias and alarm as changed, and those of no other function', () => {
    const { lines, loud } = recorded('prod-api.function-changed');
    const aliases = lines.find(({ address }) => address === 'aws_cloudformation_stack.live_aliases_E3D7D065');
    expect(aliases?.inner.map(({ id, kind, properties }) => `${id} ${kind} ${properties.join()}`)).toEqual([
      'AliasPlayers changed FunctionVersion',
      'ErrorsPlayers changed Dimensions',
    ]);
    expect(loud).toEqual([]);
  });
});

describe('an invalid plan', () => {
  it.each(['', '{', '[]', '{"values":{}}', '{"format_version":"1.2","resource_changes":[{"address":1}]}'])(
    '%j is refused with the expected input',
    (text) => {
      expect(() => summarizePlan('x', text)).toThrow(/give the output of terraform show -json PLANFILE/);
    },
  );
});
