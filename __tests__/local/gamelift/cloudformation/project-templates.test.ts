/** Deploys the templates of our own stacks: Terraform sends the same to AWS. */
import { describe, expect, it } from '@jest/globals';
import {
  DescribeFleetAttributesCommand,
  DescribeFleetLocationCapacityCommand,
  DescribeGameSessionQueuesCommand,
  DescribeMatchmakingConfigurationsCommand,
  DescribeScalingPoliciesCommand,
  ListAliasesCommand,
} from '@aws-sdk/client-gamelift';
import { entryOf } from '../../../../local/gamelift/fleets/fleets';
import { fleetTemplate, flexMatchTemplate, logicalId, Names, queueTemplate } from '../../../../templates';
import { backend, environmentNames, environmentOf } from '../../../games';
import { quietScript, scriptZip, startControlPlane } from '../fleets/control-plane-server';
import { startObjectStore } from '../fleets/object-store';
import { query, stackSettled } from './query-client';

describe.each(environmentNames)('the templates of %s', (name) => {
  it('make fleets, aliases and FlexMatch', async () => {
    const config = environmentOf(name);
    const names = new Names(config);
    const store = await startObjectStore();
    store.objects.set(
      'artifacts/script.zip',
      scriptZip({ [entryOf(config.realtime.launchPath)]: quietScript }),
    );
    // One environment hosts for real; for the others only the resources matter.
    const server = await startControlPlane({
      region: config.region,
      hosting: name === 'dev' ? 'local' : 'none',
      settings: { s3Endpoint: store.url },
    });
    const create = async (
      StackName: string,
      template: object,
      parameters: Readonly<Record<string, string>>,
    ) => {
      const given = Object.entries(parameters).flatMap(([key, value], index) => [
        [`Parameters.member.${index + 1}.ParameterKey`, key],
        [`Parameters.member.${index + 1}.ParameterValue`, value],
      ]);
      const answer = await query(server.url, 'CreateStack', {
        StackName,
        TemplateBody: JSON.stringify(template),
        ...Object.fromEntries(given),
      });
      expect(answer.text('Message')).toBe('');
      const done = await stackSettled(server.url, StackName);
      if (done.text('StackStatus') !== 'CREATE_COMPLETE')
        throw new Error(
          (await query(server.url, 'DescribeStackEvents', { StackName }))
            .all('ResourceStatusReason')
            .join('\n'),
        );
      return done;
    };
    try {
      const role = `arn:aws:iam::${config.account}:role/r`;
      await create('fleets', fleetTemplate(config, names), {
        Bucket: 'artifacts',
        ScriptKey: 'script.zip',
        ScriptRoleArn: role,
        InstanceRoleArn: role,
      });
      const { FleetAttributes = [] } = await server.client.send(new DescribeFleetAttributesCommand({}));
      expect(FleetAttributes.map(({ Status }) => Status)).toEqual(
        Object.keys(config.realtime.fleets).map(() => 'ACTIVE'),
      );
      expect((await server.client.send(new ListAliasesCommand({}))).Aliases).toHaveLength(
        config.realtime.aliases.length,
      );
      for (const [fleetName, fleet] of Object.entries(config.realtime.fleets)) {
        const made = FleetAttributes.find(({ Name }) => Name === names.fleet(fleetName));
        expect(made).toMatchObject({
          FleetType: fleet.fleetType,
          InstanceType: fleet.instanceType,
          NewGameSessionProtectionPolicy: fleet.protection,
          InstanceRoleArn: role,
        });
        expect(
          (await server.client.send(new DescribeScalingPoliciesCommand({ FleetId: made?.FleetId })))
            .ScalingPolicies?.[0]?.TargetConfiguration?.TargetValue,
        ).toBe(fleet.freeSessionsPercent);
        for (const { location, minimum, maximum, desired } of fleet.locations) {
          const capacity = await server.client.send(
            new DescribeFleetLocationCapacityCommand({ FleetId: made?.FleetId, Location: location }),
          );
          expect(capacity.FleetCapacity?.InstanceCounts).toMatchObject({
            // GameLift manages the minimum of a location that may sleep.
            ...(minimum > 0 ? { MINIMUM: minimum } : {}),
            MAXIMUM: maximum,
            DESIRED: desired,
          });
        }
      }
      const { Aliases: aliases = [] } = await server.client.send(new ListAliasesCommand({}));
      await create(
        'queue',
        queueTemplate(config, names),
        Object.fromEntries(
          config.realtime.aliases.map((alias) => [
            logicalId('AliasArn', alias.name),
            aliases.find(({ Name }) => Name === names.of('gamelift', alias.name))?.AliasArn ?? '',
          ]),
        ),
      );
      const { GameSessionQueues: [queue] = [] } = await server.client.send(
        new DescribeGameSessionQueuesCommand({ Names: [names.queue] }),
      );
      expect(queue).toMatchObject({
        TimeoutInSeconds: config.realtime.queue.timeoutSeconds,
        Destinations: config.realtime.aliases.map(() => ({})),
      });
      for (const matchmaking of backend.matchmakings.values())
        await create(`flexmatch-${matchmaking.key}`, flexMatchTemplate(config, names, matchmaking), {
          QueueArn: queue?.GameSessionQueueArn ?? '',
        });
      const { Configurations = [] } = await server.client.send(
        new DescribeMatchmakingConfigurationsCommand({}),
      );
      expect(Configurations.map(({ Name }) => Name).sort()).toEqual(
        ['casual', 'duel', 'trio'].map((key) => names.configuration(key)),
      );
    } finally {
      await server.close();
      await store.close();
    }
  });
});
