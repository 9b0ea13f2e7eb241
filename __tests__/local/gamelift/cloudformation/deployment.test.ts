import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DescribeGameSessionQueuesCommand,
  DescribeMatchmakingConfigurationsCommand,
  DescribeMatchmakingRuleSetsCommand,
  ListAliasesCommand,
  ListScriptsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-gamelift';
import { VirtualClock } from '../../../../local/gamelift/task-clock';
import { GameLiftFault } from '../../../../local/gamelift/faults';
import { type Call, type CallRequest } from '../../../../local/gamelift/protocol/call';
import { scriptZip, startControlPlane, until, type ControlPlaneServer } from '../fleets/control-plane-server';
import { startObjectStore, type ObjectStore } from '../fleets/object-store';
import { query, stackSettled } from './query-client';

/** Decides the outcome of a call that CloudFormation makes. */
type Fate = (request: CallRequest) => 'pass' | 'fail' | 'never' | 'lost';
const pass: Fate = () => 'pass';
let fate: Fate = pass;
let hold: Promise<void> | undefined;
const made: string[] = [];
const intercept =
  (call: Call): Call =>
  async (request) => {
    made.push(request.operation);
    await hold;
    switch (fate(request)) {
      case 'pass':
        return call(request);
      case 'fail':
        return { fault: new GameLiftFault('InvalidRequestException', 'out of luck') };
      case 'never':
        return new Promise(() => undefined);
      case 'lost':
        await call(request);
        return new Promise(() => undefined); // The call is done, and the process dies before the answer.
    }
  };

let server: ControlPlaneServer;
let store: ObjectStore;
beforeAll(async () => {
  store = await startObjectStore();
  server = await startControlPlane({ intercept, settings: { s3Endpoint: store.url } });
});
afterAll(async () => {
  await server.close();
  await store.close();
});
afterEach(() => {
  fate = pass;
  made.length = 0;
});

const alias = (Name: string, more: object = {}) => ({
  Type: 'AWS::GameLift::Alias',
  Properties: { Name, RoutingStrategy: { Type: 'TERMINAL', Message: 'closed' }, ...more },
});
const queue = (Name: string, more: object = {}) => ({
  Type: 'AWS::GameLift::GameSessionQueue',
  Properties: { Name, TimeoutInSeconds: 60, ...more },
});
const template = (Resources: object, more: object = {}): string => JSON.stringify({ Resources, ...more });
const send = (action: string, StackName: string, more: Readonly<Record<string, string>> = {}) =>
  query(server.url, action, { StackName, ...more });
const aliases = async () => (await server.client.send(new ListAliasesCommand({}))).Aliases ?? [];
const aliasNames = async () => (await aliases()).map(({ Name }) => Name).sort();
const queueNames = async () =>
  ((await server.client.send(new DescribeGameSessionQueuesCommand({}))).GameSessionQueues ?? [])
    .map(({ Name }) => Name)
    .sort();

async function deploy(
  action: 'CreateStack' | 'UpdateStack',
  StackName: string,
  TemplateBody: string,
  more: Readonly<Record<string, string>> = {},
) {
  const answer = await send(action, StackName, { TemplateBody, ...more });
  expect([answer.status, answer.text('Message')]).toEqual([200, '']);
  return stackSettled(server.url, StackName);
}
async function remove(StackName: string): Promise<void> {
  const { xml } = await send('DescribeStacks', StackName);
  const id = /<StackId>([^<]*)/.exec(xml)?.[1] ?? '';
  await send('DeleteStack', StackName);
  expect((await stackSettled(server.url, id)).text('StackStatus')).toBe('DELETE_COMPLETE');
}
/** `logical id STATUS`, oldest first. */
async function happened(StackName: string): Promise<string[]> {
  const events = await send('DescribeStackEvents', StackName);
  return events
    .all('LogicalResourceId')
    .map((name, index) => `${name} ${events.all('ResourceStatus')[index] ?? ''}`)
    .reverse();
}

describe('creating a stack', () => {
  it('makes resources after those that they refer to, evaluates outputs, tags all resources that can be tagged', async () => {
    const done = await deploy(
      'CreateStack',
      'makes',
      template(
        {
          Queue: queue('makes', {
            Destinations: [{ DestinationArn: { 'Fn::GetAtt': ['Live', 'AliasArn'] } }],
            CustomEventData: { Ref: 'Word' },
          }),
          Live: alias('makes'),
        },
        {
          Parameters: { Word: { Type: 'String' }, Secret: { Type: 'String', NoEcho: true, Default: 'hush' } },
          Outputs: {
            Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Description: 'q & a' },
            Who: { Value: { 'Fn::Sub': '${AWS::StackName} in ${AWS::Region} for ${AWS::AccountId}' } },
          },
        },
      ),
      {
        'Parameters.member.1.ParameterKey': 'Word',
        'Parameters.member.1.ParameterValue': 'a <b> & "c"',
        'Tags.member.1.Key': 'project',
        'Tags.member.1.Value': 'turnlift',
      },
    );
    expect(done.text('StackStatus')).toBe('CREATE_COMPLETE');
    const [found] =
      (await server.client.send(new DescribeGameSessionQueuesCommand({ Names: ['makes'] })))
        .GameSessionQueues ?? [];
    const [live] = await aliases();
    expect(found).toMatchObject({
      CustomEventData: 'a <b> & "c"',
      Destinations: [{ DestinationArn: live?.AliasArn }],
    });
    expect(done.all('OutputValue')).toEqual([
      found?.GameSessionQueueArn,
      'makes in us-west-2 for 111122223333',
    ]);
    expect(done.all('ParameterValue')).toEqual(['a <b> & "c"', '****']);
    expect(
      (await server.client.send(new ListTagsForResourceCommand({ ResourceARN: live?.AliasArn }))).Tags,
    ).toEqual([{ Key: 'project', Value: 'turnlift' }]);
    expect(await happened('makes')).toEqual([
      'makes CREATE_IN_PROGRESS',
      'Live CREATE_IN_PROGRESS',
      'Live CREATE_IN_PROGRESS',
      'Live CREATE_COMPLETE',
      'Queue CREATE_IN_PROGRESS',
      'Queue CREATE_IN_PROGRESS',
      'Queue CREATE_COMPLETE',
      'makes CREATE_COMPLETE',
    ]);
    expect((await send('GetTemplate', 'makes')).text('TemplateBody')).toContain(
      '"CustomEventData":{"Ref":"Word"}',
    );
    expect((await send('DescribeStackResources', 'makes')).all('PhysicalResourceId')).toEqual([
      live?.AliasId,
      'makes',
    ]);
    expect((await send('ListStackResources', 'makes')).all('LogicalResourceId')).toEqual(['Live', 'Queue']);
    await remove('makes');
    expect([...(await aliasNames()), ...(await queueNames())]).toEqual([]);
    expect((await send('DescribeStacks', 'makes')).text('Message')).toBe(
      'Stack with id makes does not exist',
    );
  });

  it('rolls back when one resource fails, with the operation’s own words, and can then only be deleted', async () => {
    fate = ({ operation }) => (operation === 'CreateGameSessionQueue' ? 'fail' : 'pass');
    const body = template({ Live: alias('unlucky'), Queue: { ...queue('unlucky'), DependsOn: 'Live' } });
    const done = await deploy('CreateStack', 'unlucky', body);
    expect([done.text('StackStatus'), await aliasNames()]).toEqual(['ROLLBACK_COMPLETE', []]);
    const events = await send('DescribeStackEvents', 'unlucky');
    expect(events.all('ResourceStatusReason')).toContain(
      'Resource handler returned message: "out of luck (Service: GameLift, Operation: CreateGameSessionQueue)" (HandlerErrorCode: InvalidRequest)',
    );
    expect(events.all('ResourceStatusReason')).toContain(
      'The following resource(s) failed to create: [Queue]. Rollback requested by user.',
    );
    expect((await send('UpdateStack', 'unlucky', { TemplateBody: body })).text('Message')).toMatch(
      /is in ROLLBACK_COMPLETE state and can not be updated/,
    );
    await remove('unlucky');
  });

  it('keeps its resources with OnFailure DO_NOTHING, and deletes the stack with DELETE', async () => {
    fate = ({ operation }) => (operation === 'CreateGameSessionQueue' ? 'fail' : 'pass');
    const body = (name: string) =>
      template({ Live: alias(name), Queue: { ...queue(name), DependsOn: 'Live' } });
    expect(
      (await deploy('CreateStack', 'stays', body('stays'), { OnFailure: 'DO_NOTHING' })).text('StackStatus'),
    ).toBe('CREATE_FAILED');
    expect(await aliasNames()).toEqual(['stays']);
    await remove('stays');
    const created = await send('CreateStack', 'goes', { TemplateBody: body('goes'), OnFailure: 'DELETE' });
    expect((await stackSettled(server.url, created.text('StackId'))).text('StackStatus')).toBe(
      'DELETE_COMPLETE',
    );
    expect(await aliasNames()).toEqual([]);
  });

  it('fails a resource whose properties do not fit its type', async () => {
    const done = await deploy('CreateStack', 'misfit', template({ Live: alias('misfit', { Nope: 1 }) }));
    expect(done.text('StackStatus')).toBe('ROLLBACK_COMPLETE');
    expect((await send('DescribeStackEvents', 'misfit')).all('ResourceStatusReason').join()).toContain(
      '#: extraneous key [Nope] is not permitted',
    );
    expect(made).toEqual([]);
    await remove('misfit');
  });

  it('stops and removes all resources when its deletion is requested meanwhile', async () => {
    let release = (): void => undefined;
    hold = new Promise((resolve) => {
      release = resolve;
    });
    const created = await send('CreateStack', 'unwanted', {
      TemplateBody: template({ Live: alias('unwanted'), Queue: { ...queue('unwanted'), DependsOn: 'Live' } }),
    });
    expect((await send('DeleteStack', 'unwanted')).status).toBe(200);
    hold = undefined;
    release();
    expect((await stackSettled(server.url, created.text('StackId'))).text('StackStatus')).toBe(
      'DELETE_COMPLETE',
    );
    expect([...(await aliasNames()), ...(await queueNames())]).toEqual([]);
    expect(made).not.toContain('CreateGameSessionQueue');
  });

  it('refuses unknown types by name and existing names, and leaves out resources whose condition is false', async () => {
    expect(
      (
        await send('CreateStack', 'bucket', {
          TemplateBody: template({ B: { Type: 'AWS::S3::Bucket' }, L: alias('x') }),
        })
      ).text('Message'),
    ).toContain('Unrecognized resource types: [AWS::S3::Bucket]');
    const conditional = template(
      { A: alias('a'), B: { ...alias('b'), Condition: 'Prod' } },
      {
        Parameters: { Stage: { Type: 'String', Default: 'dev' } },
        Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      },
    );
    await deploy('CreateStack', 'conditional', conditional);
    expect(await aliasNames()).toEqual(['a']);
    const again = await send('CreateStack', 'conditional', { TemplateBody: conditional });
    expect([again.status, again.text('Code')]).toEqual([400, 'AlreadyExistsException']);
    await deploy('UpdateStack', 'conditional', conditional, {
      'Parameters.member.1.ParameterKey': 'Stage',
      'Parameters.member.1.ParameterValue': 'prod',
    });
    expect(await aliasNames()).toEqual(['a', 'b']);
    await remove('conditional');
  });
});

describe('updating a stack', () => {
  it('says when there is nothing to do, also when only the order of keys differs', async () => {
    await deploy('CreateStack', 'same', template({ Live: alias('same', { Description: 'd' }) }));
    for (const body of [
      template({ Live: alias('same', { Description: 'd' }) }),
      JSON.stringify({
        Description: 'other words',
        Resources: {
          Live: {
            Properties: {
              Description: 'd',
              RoutingStrategy: { Message: 'closed', Type: 'TERMINAL' },
              Name: 'same',
            },
            Type: 'AWS::GameLift::Alias',
          },
        },
      }),
    ]) {
      const answer = await send('UpdateStack', 'same', { TemplateBody: body });
      expect([answer.status, answer.text('Code'), answer.text('Message')]).toEqual([
        400,
        'ValidationError',
        'No updates are to be performed.',
      ]);
    }
    await send('UpdateTerminationProtection', 'same', { EnableTerminationProtection: 'true' });
    expect((await send('DeleteStack', 'same')).text('Message')).toBe(
      'Stack [same] cannot be deleted while TerminationProtection is enabled',
    );
    await send('UpdateTerminationProtection', 'same', { EnableTerminationProtection: 'false' });
    await remove('same');
  });

  it('changes in place, adds, removes; a replacement is made before resources that refer to it change, and the old one is removed last', async () => {
    const version = (name: string, more: object = {}) =>
      template({
        Queue: queue(name),
        Live: alias('stays', { Description: { 'Fn::GetAtt': ['Queue', 'Arn'] } }),
        ...more,
      });
    await deploy('CreateStack', 'evolves', version('before', { Gone: alias('gone') }));
    const [stays] = (await aliases()).filter(({ Name }) => Name === 'stays');
    made.length = 0;
    const done = await deploy('UpdateStack', 'evolves', version('after', { Added: alias('added') }));
    expect(done.text('StackStatus')).toBe('UPDATE_COMPLETE');
    expect(await queueNames()).toEqual(['after']);
    const now = await aliases();
    expect(now.map(({ Name }) => Name).sort()).toEqual(['added', 'stays']);
    expect(now.find(({ Name }) => Name === 'stays')).toMatchObject({
      AliasId: stays?.AliasId,
      Description: expect.stringContaining('/after'),
    });
    expect(made.filter((operation) => !operation.startsWith('Describe'))).toEqual([
      'CreateGameSessionQueue',
      'UpdateAlias',
      'CreateAlias',
      'DeleteAlias',
      'DeleteGameSessionQueue',
    ]);
    const events = await happened('evolves');
    expect(events.indexOf('evolves UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')).toBeLessThan(
      events.indexOf('Queue DELETE_IN_PROGRESS'),
    );
    await remove('evolves');
  });

  it('keeps a replaced resource with UpdateReplacePolicy Retain, and a removed one with DeletionPolicy Retain', async () => {
    const kept = (name: string) => ({
      ...queue(name),
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'Retain',
    });
    await deploy('CreateStack', 'keeps', template({ Queue: kept('old'), Live: alias('x') }));
    await deploy('UpdateStack', 'keeps', template({ Queue: kept('new'), Live: alias('x') }));
    expect(await queueNames()).toEqual(['new', 'old']);
    await deploy('UpdateStack', 'keeps', template({ Live: alias('x') }));
    expect(await queueNames()).toEqual(['new', 'old']);
    await remove('keeps');
    for (const Name of ['old', 'new'])
      await server.call({
        operation: 'DeleteGameSessionQueue',
        protocol: 'json',
        requestId: 'r',
        input: () => ({ Name }),
      });
  });

  it('restores the former state when one step fails: the alias first, then the new resources are removed', async () => {
    const version = (name: string, last: object) =>
      template(
        {
          Queue: queue(name),
          Live: alias('live', { Description: { 'Fn::GetAtt': ['Queue', 'Name'] } }),
          Last: { ...last, DependsOn: 'Live' },
        },
        { Outputs: { Name: { Value: { Ref: 'Queue' } } } },
      );
    await deploy('CreateStack', 'returns', version('one', alias('last')));
    made.length = 0;
    let failed = 0;
    fate = ({ operation, input }) =>
      operation === 'UpdateAlias' && JSON.stringify(input()).includes('"Name":"renamed"') && (failed += 1) > 0
        ? 'fail'
        : 'pass';
    const done = await deploy('UpdateStack', 'returns', version('two', alias('renamed')));
    expect([done.text('StackStatus'), done.text('OutputValue')]).toEqual(['UPDATE_ROLLBACK_COMPLETE', 'one']);
    expect(await queueNames()).toEqual(['one']);
    expect((await aliases()).map(({ Name, Description }) => [Name, Description])).toEqual([
      ['live', 'one'],
      ['last', undefined],
    ]);
    expect(made.filter((operation) => !operation.startsWith('Describe'))).toEqual([
      'CreateGameSessionQueue',
      'UpdateAlias',
      'UpdateAlias',
      'UpdateAlias',
      'UpdateAlias',
      'DeleteGameSessionQueue',
    ]);
    expect(failed).toBe(1);
    expect((await send('GetTemplate', 'returns')).text('TemplateBody')).toContain('"Name":"one"');
    fate = pass;
    expect(
      (await deploy('UpdateStack', 'returns', version('two', alias('renamed')))).text('StackStatus'),
    ).toBe('UPDATE_COMPLETE');
    await remove('returns');
  });

  it('uses the previous template and previous values on request, and refuses while an operation runs', async () => {
    const body = template(
      { Live: alias('p', { Description: { Ref: 'Word' } }) },
      { Parameters: { Word: { Type: 'String' } } },
    );
    await deploy('CreateStack', 'previous', body, {
      'Parameters.member.1.ParameterKey': 'Word',
      'Parameters.member.1.ParameterValue': 'one',
    });
    const kept = await send('UpdateStack', 'previous', {
      UsePreviousTemplate: 'true',
      'Parameters.member.1.ParameterKey': 'Word',
      'Parameters.member.1.UsePreviousValue': 'true',
    });
    expect(kept.text('Message')).toBe('No updates are to be performed.');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    hold = held;
    await send('UpdateStack', 'previous', {
      UsePreviousTemplate: 'true',
      'Parameters.member.1.ParameterKey': 'Word',
      'Parameters.member.1.ParameterValue': 'two',
    });
    const second = await send('UpdateStack', 'previous', {
      UsePreviousTemplate: 'true',
      'Parameters.member.1.ParameterKey': 'Word',
      'Parameters.member.1.ParameterValue': 'three',
    });
    hold = undefined;
    release();
    expect(second.text('Message')).toMatch(/is in UPDATE_IN_PROGRESS state and can not be updated/);
    expect((await stackSettled(server.url, 'previous')).text('StackStatus')).toBe('UPDATE_COMPLETE');
    await remove('previous');
  });
});

describe('a Realtime fleet in a stack', () => {
  it('that throws while loading fails the stack with the script’s own words, and leaves no resource', async () => {
    store.objects.set('b/broken.zip', scriptZip({ 'server.js': 'throw new Error("no moon tonight");' }));
    const body = template({
      Script: {
        Type: 'AWS::GameLift::Script',
        Properties: {
          NodeJsVersion: '24.x',
          StorageLocation: { Bucket: 'b', Key: 'broken.zip', RoleArn: 'arn:aws:iam::111122223333:role/r' },
        },
      },
      Fleet: {
        Type: 'AWS::GameLift::Fleet',
        Properties: {
          Name: 'f',
          ScriptId: { Ref: 'Script' },
          EC2InstanceType: 'c5.large',
          RuntimeConfiguration: {
            ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 1 }],
          },
        },
      },
    });
    expect((await deploy('CreateStack', 'broken', body)).text('StackStatus')).toBe('ROLLBACK_COMPLETE');
    const reasons = (await send('DescribeStackEvents', 'broken')).all('ResourceStatusReason').join('\n');
    expect(reasons).toMatch(/did not stabilize: .*no moon tonight/);
    expect(server.controlPlane.fleets.fleets()).toEqual([]);
    expect((await server.client.send(new ListScriptsCommand({}))).Scripts).toEqual([]);
    await remove('broken');
  });
});

describe('FlexMatch in a stack', () => {
  const ruleSet = (name: string, distance: number) =>
    template({
      RuleSet: {
        Type: 'AWS::GameLift::MatchmakingRuleSet',
        Properties: {
          Name: name,
          RuleSetBody: JSON.stringify({
            name: 'duel',
            ruleLanguageVersion: '1.0',
            playerAttributes: [{ name: 'skill', type: 'number', default: 10 }],
            teams: [
              { name: 'first', minPlayers: 1, maxPlayers: 1 },
              { name: 'second', minPlayers: 1, maxPlayers: 1 },
            ],
            rules: [
              {
                name: 'close',
                type: 'distance',
                measurements: ['avg(teams[first].players.attributes[skill])'],
                referenceValue: 'avg(teams[second].players.attributes[skill])',
                maxDistance: distance,
              },
            ],
          }),
        },
      },
      Configuration: {
        Type: 'AWS::GameLift::MatchmakingConfiguration',
        Properties: {
          Name: 'duel',
          FlexMatchMode: 'WITH_QUEUE',
          RuleSetName: { 'Fn::GetAtt': ['RuleSet', 'Name'] },
          GameSessionQueueArns: [{ 'Fn::GetAtt': ['Queue', 'Arn'] }],
          RequestTimeoutSeconds: 60,
          AcceptanceRequired: 'false',
          BackfillMode: 'MANUAL',
        },
      },
      Queue: queue('duel'),
    });

  it('a new rule set is made, the configuration switched, the old one deleted', async () => {
    expect((await deploy('CreateStack', 'duel', ruleSet('duel-1', 100))).text('StackStatus')).toBe(
      'CREATE_COMPLETE',
    );
    made.length = 0;
    expect((await deploy('UpdateStack', 'duel', ruleSet('duel-2', 150))).text('StackStatus')).toBe(
      'UPDATE_COMPLETE',
    );
    expect(made.filter((operation) => !operation.startsWith('Describe'))).toEqual([
      'CreateMatchmakingRuleSet',
      'UpdateMatchmakingConfiguration',
      'DeleteMatchmakingRuleSet',
    ]);
    expect(
      (await server.client.send(new DescribeMatchmakingRuleSetsCommand({}))).RuleSets?.map(
        ({ RuleSetName }) => RuleSetName,
      ),
    ).toEqual(['duel-2']);
    expect(
      (await server.client.send(new DescribeMatchmakingConfigurationsCommand({}))).Configurations?.[0],
    ).toMatchObject({ Name: 'duel', RuleSetName: 'duel-2', AcceptanceRequired: false });
  });

  it('a changed body under the old name fails and is rolled back', async () => {
    const done = await deploy('UpdateStack', 'duel', ruleSet('duel-2', 200));
    expect(done.text('StackStatus')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(
      (await server.client.send(new DescribeMatchmakingConfigurationsCommand({}))).Configurations?.[0]
        ?.RuleSetName,
    ).toBe('duel-2');
    expect(
      (await server.client.send(new DescribeMatchmakingRuleSetsCommand({}))).RuleSets?.[0]?.RuleSetBody,
    ).toContain('"maxDistance":150');
    await remove('duel');
  });
});

describe('change sets', () => {
  it('create and update as `aws cloudformation deploy` does', async () => {
    const first = await send('CreateChangeSet', 'planned', {
      ChangeSetName: 'c1',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ Live: alias('planned'), Queue: queue('planned') }),
    });
    expect(first.status).toBe(200);
    expect((await send('DescribeStacks', 'planned')).text('StackStatus')).toBe('REVIEW_IN_PROGRESS');
    const shown = await send('DescribeChangeSet', 'planned', { ChangeSetName: 'c1' });
    expect([shown.text('Status'), shown.all('Action'), await aliasNames()]).toEqual([
      'CREATE_COMPLETE',
      ['Add', 'Add'],
      [],
    ]);
    await send('ExecuteChangeSet', 'planned', { ChangeSetName: 'c1' });
    await stackSettled(server.url, 'planned');
    expect(await aliasNames()).toEqual(['planned']);
    await send('CreateChangeSet', 'planned', {
      ChangeSetName: 'c2',
      TemplateBody: template({ Live: alias('renamed'), Queue: queue('replaced') }),
    });
    const update = await send('DescribeChangeSet', 'planned', { ChangeSetName: 'c2' });
    expect([update.all('Action'), update.all('Replacement'), update.all('RequiresRecreation')]).toEqual([
      ['Modify', 'Modify'],
      ['False', 'True'],
      ['Never', 'Always'],
    ]);
    const nothing = await send('CreateChangeSet', 'planned', {
      ChangeSetName: 'c3',
      UsePreviousTemplate: 'true',
    });
    expect(nothing.status).toBe(200);
    expect(
      (await send('DescribeChangeSet', 'planned', { ChangeSetName: 'c3' })).text('StatusReason'),
    ).toContain("didn't contain changes");
    await remove('planned');
  });
});

describe('a clock that only the test advances', () => {
  it('carries a stack as far as its time has come', async () => {
    const clock = new VirtualClock(Date.parse('2026-01-01T00:00:00Z'), (error) => {
      throw error;
    });
    store.objects.set('b/script.zip', scriptZip());
    const still = await startControlPlane({
      clock,
      settings: { s3Endpoint: store.url, fleetStepMilliseconds: 60_000 },
    });
    try {
      const body = template({
        Script: {
          Type: 'AWS::GameLift::Script',
          Properties: {
            NodeJsVersion: '24.x',
            StorageLocation: { Bucket: 'b', Key: 'script.zip', RoleArn: 'arn:aws:iam::111122223333:role/r' },
          },
        },
        Fleet: {
          Type: 'AWS::GameLift::Fleet',
          Properties: {
            Name: 'f',
            ScriptId: { Ref: 'Script' },
            EC2InstanceType: 'c5.large',
            RuntimeConfiguration: {
              ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 1 }],
            },
          },
        },
      });
      await query(still.url, 'CreateStack', { StackName: 'slow', TemplateBody: body });
      await until(
        async () => still.controlPlane.fleets.fleets().length,
        (count) => count === 1,
      );
      const status = async () =>
        (await query(still.url, 'DescribeStacks', { StackName: 'slow' })).text('StackStatus');
      await clock.advanceTo(clock.now() + 200_000);
      expect(await status()).toBe('CREATE_IN_PROGRESS');
      await clock.advanceTo(clock.now() + 200_000);
      expect(await status()).toBe('CREATE_COMPLETE');
    } finally {
      await still.close();
    }
  });
});

describe('a deployment that ends before it is done', () => {
  const slowFleet = (more: object = {}) =>
    template({
      Script: {
        Type: 'AWS::GameLift::Script',
        Properties: {
          NodeJsVersion: '24.x',
          StorageLocation: { Bucket: 'b', Key: 'script.zip', RoleArn: 'arn:aws:iam::111122223333:role/r' },
        },
      },
      Fleet: {
        Type: 'AWS::GameLift::Fleet',
        Properties: {
          Name: 'f',
          ScriptId: { Ref: 'Script' },
          EC2InstanceType: 'c5.large',
          RuntimeConfiguration: {
            ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 1 }],
          },
        },
      },
      ...more,
    });

  it('gives up after TimeoutInMinutes and removes its resources, including a fleet in creation', async () => {
    const clock = new VirtualClock(Date.parse('2026-01-01T00:00:00Z'), (error) => {
      throw error;
    });
    store.objects.set('b/script.zip', scriptZip());
    const still = await startControlPlane({
      clock,
      settings: { s3Endpoint: store.url, fleetStepMilliseconds: 60_000 },
    });
    try {
      await query(still.url, 'CreateStack', {
        StackName: 'slow',
        TemplateBody: slowFleet(),
        TimeoutInMinutes: '2',
      });
      await until(
        async () => still.controlPlane.fleets.fleets().length,
        (count) => count === 1,
      );
      const status = async () =>
        (await query(still.url, 'DescribeStacks', { StackName: 'slow' })).text('StackStatus');
      await clock.advanceTo(clock.now() + 119_000);
      expect(await status()).toBe('CREATE_IN_PROGRESS');
      await clock.advanceTo(clock.now() + 2_000);
      expect(await status()).toBe('ROLLBACK_IN_PROGRESS');
      await until(
        async () => {
          await clock.advanceTo(clock.now() + 1000);
          return status();
        },
        (now) => now === 'ROLLBACK_COMPLETE',
      );
      expect(still.controlPlane.fleets.fleets()).toHaveLength(0);
      expect((await query(still.url, 'DescribeStackEvents', { StackName: 'slow' })).xml).toContain(
        'Stack creation time exceeded the specified timeout of 2 minutes.',
      );
    } finally {
      await still.close();
    }
  });

  it('rolls back an update that is cancelled', async () => {
    await deploy('CreateStack', 'regretted', template({ Live: alias('before') }));
    let go: () => void = () => undefined;
    hold = new Promise((resolve) => {
      go = resolve;
    });
    await send('UpdateStack', 'regretted', {
      TemplateBody: template({ Live: alias('after'), More: { ...alias('more'), DependsOn: 'Live' } }),
    });
    expect((await send('CancelUpdateStack', 'regretted')).status).toBe(200);
    hold = undefined;
    go();
    expect((await stackSettled(server.url, 'regretted')).text('StackStatus')).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    expect(await aliasNames()).toEqual(['before']);
    await remove('regretted');
  });

  it('continues a failed rollback once its obstacle is gone', async () => {
    await deploy('CreateStack', 'stuck', template({ Live: alias('before') }));
    // The change of the first resource succeeds, the second cannot be made, and for a while the first cannot
    // be restored.
    fate = ({ operation }) =>
      operation === 'CreateGameSessionQueue' ||
      (operation === 'UpdateAlias' && made.includes('CreateGameSessionQueue'))
        ? 'fail'
        : 'pass';
    expect(
      (
        await deploy(
          'UpdateStack',
          'stuck',
          template({ Live: alias('after'), Queue: { ...queue('stuck'), DependsOn: 'Live' } }),
        )
      ).text('StackStatus'),
    ).toBe('UPDATE_ROLLBACK_FAILED');
    expect(
      (await send('UpdateStack', 'stuck', { TemplateBody: template({ Live: alias('other') }) })).text(
        'Message',
      ),
    ).toContain('can not be updated');
    fate = pass;
    expect((await send('ContinueUpdateRollback', 'stuck')).status).toBe(200);
    expect((await stackSettled(server.url, 'stuck')).text('StackStatus')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await aliasNames()).toEqual(['before']);
    await remove('stuck');
  });
});

describe('a process that is stopped in the middle', () => {
  it('knows a resource whose creation was not answered', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-stopped-'));
    try {
      const before = await startControlPlane({ folder, intercept });
      fate = ({ operation }) => (operation === 'CreateGameSessionQueue' ? 'lost' : 'pass');
      await query(before.url, 'CreateStack', {
        StackName: 'unheard',
        TemplateBody: template({ Queue: queue('unheard') }),
      });
      const queues = async (client: typeof before.client) =>
        ((await client.send(new DescribeGameSessionQueuesCommand({}))).GameSessionQueues ?? []).map(
          ({ Name }) => Name,
        );
      await until(
        () => queues(before.client),
        (names) => names.length === 1,
      );
      await before.close();
      fate = pass;
      const after = await startControlPlane({ folder, intercept });
      try {
        expect((await stackSettled(after.url, 'unheard')).text('StackStatus')).toBe('ROLLBACK_COMPLETE');
        expect(await queues(after.client)).toEqual([]);
      } finally {
        await after.close();
      }
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  it('continues after a restart: a half-made stack is rolled back, a half-made update returns', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-stopped-'));
    try {
      const before = await startControlPlane({ folder, intercept });
      await query(before.url, 'CreateStack', {
        StackName: 'settled',
        TemplateBody: template({ Live: alias('settled') }),
      });
      await stackSettled(before.url, 'settled');
      fate = ({ operation }) => (operation === 'CreateGameSessionQueue' ? 'never' : 'pass');
      await query(before.url, 'CreateStack', {
        StackName: 'half',
        TemplateBody: template({ Live: alias('half'), Queue: { ...queue('half'), DependsOn: 'Live' } }),
      });
      await query(before.url, 'UpdateStack', {
        StackName: 'settled',
        TemplateBody: template({ Live: alias('renamed'), Queue: { ...queue('half'), DependsOn: 'Live' } }),
      });
      while (made.filter((operation) => operation === 'CreateGameSessionQueue').length < 2)
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
      await before.close();
      fate = pass;
      const after = await startControlPlane({ folder, intercept });
      try {
        expect((await stackSettled(after.url, 'half')).text('StackStatus')).toBe('ROLLBACK_COMPLETE');
        expect((await stackSettled(after.url, 'settled')).text('StackStatus')).toBe(
          'UPDATE_ROLLBACK_COMPLETE',
        );
        const left = (await after.client.send(new ListAliasesCommand({}))).Aliases ?? [];
        expect(left.map(({ Name }) => Name)).toEqual(['settled']);
      } finally {
        await after.close();
      }
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});
