/** Resources whose physical id is their name: rule sets, configurations, queues. */
import { boolean, integer, listOf, object, oneOf, string, tags } from '../properties';
import { type ResourceType } from '../stack';
import { changeTags, maps, member, textOf, unlessGone, without } from './api';
import { timeText } from './script';

export const ruleSet: ResourceType = {
  type: 'AWS::GameLift::MatchmakingRuleSet',
  properties: {
    Name: { type: string, required: true, replaces: true },
    RuleSetBody: { type: string, required: true, replaces: true },
    Tags: tags,
  },
  attributes: ['Arn', 'CreationTime', 'Name'],
  create: (properties, context) =>
    context.create('CreateMatchmakingRuleSet', properties, (answer) =>
      textOf(member(answer, 'RuleSet'), 'RuleSetName'),
    ),
  async read(physicalId, context) {
    const [found] = maps(
      (await context.call('DescribeMatchmakingRuleSets', { Names: [physicalId] }))['RuleSets'],
    );
    return {
      Name: physicalId,
      Arn: textOf(found ?? {}, 'RuleSetArn'),
      CreationTime: timeText(found?.['CreationTime']),
    };
  },
  async update(physicalId, before, after, context) {
    await changeTags(String((await this.read(physicalId, context))['Arn']), before, after, context);
  },
  remove: (physicalId, context) => unlessGone(context.call('DeleteMatchmakingRuleSet', { Name: physicalId })),
};

export const configuration: ResourceType = {
  type: 'AWS::GameLift::MatchmakingConfiguration',
  properties: {
    Name: { type: string, required: true, replaces: true },
    RuleSetName: { type: string, required: true },
    AcceptanceRequired: { type: boolean, required: true },
    RequestTimeoutSeconds: { type: integer, required: true },
    AcceptanceTimeoutSeconds: { type: integer },
    AdditionalPlayerCount: { type: integer },
    BackfillMode: { type: oneOf('AUTOMATIC', 'MANUAL') },
    CreationTime: { type: string },
    CustomEventData: { type: string },
    Description: { type: string },
    FlexMatchMode: { type: oneOf('STANDALONE', 'WITH_QUEUE') },
    GameProperties: {
      type: listOf(
        object({ Key: { type: string, required: true }, Value: { type: string, required: true } }),
      ),
    },
    GameSessionData: { type: string },
    GameSessionQueueArns: { type: listOf(string) },
    NotificationTarget: { type: string },
    RuleSetArn: { type: string },
    Tags: tags,
  },
  attributes: ['Arn', 'Name'],
  // The schema has CreationTime and RuleSetArn, but the API has no such inputs.
  create: (properties, context) =>
    context.create(
      'CreateMatchmakingConfiguration',
      without(properties, 'CreationTime', 'RuleSetArn'),
      (answer) => textOf(member(answer, 'Configuration'), 'Name'),
    ),
  async read(physicalId, context) {
    const [found] = maps(
      (await context.call('DescribeMatchmakingConfigurations', { Names: [physicalId] }))['Configurations'],
    );
    return { Name: physicalId, Arn: textOf(found ?? {}, 'ConfigurationArn') };
  },
  async update(physicalId, before, after, context) {
    const updated = member(
      await context.call(
        'UpdateMatchmakingConfiguration',
        without(after, 'CreationTime', 'RuleSetArn', 'Tags'),
      ),
      'Configuration',
    );
    await changeTags(textOf(updated, 'ConfigurationArn'), before, after, context);
  },
  remove: (physicalId, context) =>
    unlessGone(context.call('DeleteMatchmakingConfiguration', { Name: physicalId })),
};

export const queue: ResourceType = {
  type: 'AWS::GameLift::GameSessionQueue',
  properties: {
    Name: { type: string, required: true, replaces: true },
    CustomEventData: { type: string },
    Destinations: { type: listOf(object({ DestinationArn: { type: string } })) },
    FilterConfiguration: { type: object({ AllowedLocations: { type: listOf(string) } }) },
    NotificationTarget: { type: string },
    PlayerLatencyPolicies: {
      type: listOf(
        object({
          MaximumIndividualPlayerLatencyMilliseconds: { type: integer },
          PolicyDurationSeconds: { type: integer },
        }),
      ),
    },
    PriorityConfiguration: {
      type: object({ LocationOrder: { type: listOf(string) }, PriorityOrder: { type: listOf(string) } }),
    },
    Tags: tags,
    TimeoutInSeconds: { type: integer },
  },
  attributes: ['Arn', 'Name'],
  create: (properties, context) =>
    context.create('CreateGameSessionQueue', properties, (answer) =>
      textOf(member(answer, 'GameSessionQueue'), 'Name'),
    ),
  async read(physicalId, context) {
    const [found] = maps(
      (await context.call('DescribeGameSessionQueues', { Names: [physicalId] }))['GameSessionQueues'],
    );
    return { Name: physicalId, Arn: textOf(found ?? {}, 'GameSessionQueueArn') };
  },
  async update(physicalId, before, after, context) {
    const updated = member(
      await context.call('UpdateGameSessionQueue', without(after, 'Tags')),
      'GameSessionQueue',
    );
    await changeTags(textOf(updated, 'GameSessionQueueArn'), before, after, context);
  },
  remove: (physicalId, context) => unlessGone(context.call('DeleteGameSessionQueue', { Name: physicalId })),
};
