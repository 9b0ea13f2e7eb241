import { realtimeBackfillWarning } from '../../../flexmatch/index';
import { type Context } from '../context';
import { GameLiftFault, invalidRequest, notFound } from '../faults';
import { accountArn, meansArn, nameFromArn } from '../identity';
import {
  type CreateMatchmakingConfigurationInput,
  type MatchmakingConfiguration,
  type MatchmakingRuleSet,
  type UpdateMatchmakingConfigurationInput,
} from '../model/shapes';
import { type OperationEntry, operation } from '../operations';
import { page } from '../pages';
import { type Placements } from '../placement/placements';
import { readRuleSet } from './engine';
import { type Matchmaking } from './matchmaking';
import { type ConfigurationRow, type RuleSetRow } from './rows';

const mostConfigurations = 300;
const mostRuleSets = 1000;
const mostTags = 200;

export const configurationName = (nameOrArn: string): string =>
  nameFromArn(nameOrArn, 'matchmakingconfiguration');
const ruleSetName = (nameOrArn: string): string => nameFromArn(nameOrArn, 'matchmakingruleset');

/** @throws GameLiftFault NotFoundException */
export function findConfiguration(matchmaking: Matchmaking, nameOrArn: string): ConfigurationRow {
  const row = matchmaking.configurations.get(configurationName(nameOrArn));
  if (row === undefined || !meansArn(nameOrArn, row.arn))
    throw notFound(`Matchmaking configuration ${nameOrArn} not found.`);
  return row;
}

function findRuleSet(matchmaking: Matchmaking, nameOrArn: string): RuleSetRow {
  const row = matchmaking.ruleSets.get(ruleSetName(nameOrArn));
  if (row === undefined || !meansArn(nameOrArn, row.arn))
    throw notFound(`Matchmaking rule set ${nameOrArn} not found.`);
  return row;
}

function ruleSetAnswer(row: RuleSetRow): MatchmakingRuleSet {
  return {
    RuleSetName: row.name,
    RuleSetArn: row.arn,
    RuleSetBody: row.body,
    CreationTime: row.creationTime,
  };
}

function configurationAnswer(row: ConfigurationRow): MatchmakingConfiguration {
  return {
    Name: row.name,
    ConfigurationArn: row.arn,
    RuleSetName: row.ruleSetName,
    RuleSetArn: row.ruleSetArn,
    AcceptanceRequired: row.acceptanceRequired,
    RequestTimeoutSeconds: row.requestTimeoutSeconds,
    FlexMatchMode: row.flexMatchMode,
    CreationTime: row.creationTime,
    ...(row.queueArns.length > 0 && { GameSessionQueueArns: row.queueArns }),
    ...(row.acceptanceTimeoutSeconds !== undefined && {
      AcceptanceTimeoutSeconds: row.acceptanceTimeoutSeconds,
    }),
    ...(row.backfillMode !== undefined && { BackfillMode: row.backfillMode }),
    ...(row.additionalPlayerCount !== undefined && { AdditionalPlayerCount: row.additionalPlayerCount }),
    ...(row.notificationTarget !== undefined && { NotificationTarget: row.notificationTarget }),
    ...(row.customEventData !== undefined && { CustomEventData: row.customEventData }),
    ...(row.gameProperties !== undefined && { GameProperties: row.gameProperties }),
    ...(row.gameSessionData !== undefined && { GameSessionData: row.gameSessionData }),
    ...(row.description !== undefined && { Description: row.description }),
  };
}

function optional(
  input: CreateMatchmakingConfigurationInput | UpdateMatchmakingConfigurationInput,
): Partial<ConfigurationRow> {
  return {
    ...(input.AcceptanceTimeoutSeconds !== undefined && {
      acceptanceTimeoutSeconds: input.AcceptanceTimeoutSeconds,
    }),
    ...(input.BackfillMode !== undefined && { backfillMode: input.BackfillMode }),
    ...(input.AdditionalPlayerCount !== undefined && { additionalPlayerCount: input.AdditionalPlayerCount }),
    ...(input.NotificationTarget !== undefined && { notificationTarget: input.NotificationTarget }),
    ...(input.CustomEventData !== undefined && { customEventData: input.CustomEventData }),
    ...(input.GameProperties !== undefined && { gameProperties: input.GameProperties }),
    ...(input.GameSessionData !== undefined && { gameSessionData: input.GameSessionData }),
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.FlexMatchMode !== undefined && { flexMatchMode: input.FlexMatchMode }),
    ...(input.GameSessionQueueArns !== undefined && { queueArns: input.GameSessionQueueArns }),
  };
}

/** What a configuration may be as a whole (API Reference, CreateMatchmakingConfiguration). */
function check(context: Context, placements: Placements, row: ConfigurationRow): void {
  if (row.flexMatchMode === 'STANDALONE') {
    if (row.queueArns.length > 0)
      throw invalidRequest(
        'GameSessionQueueArns cannot be given for a configuration in FlexMatchMode STANDALONE.',
      );
    if (row.backfillMode === 'AUTOMATIC')
      throw invalidRequest('BackfillMode AUTOMATIC is not available in FlexMatchMode STANDALONE.');
    return;
  }
  if (row.queueArns.length === 0)
    throw invalidRequest('GameSessionQueueArns must name at least one queue in FlexMatchMode WITH_QUEUE.');
  for (const arn of row.queueArns) {
    const [, , , region, , resource = ''] = arn.split(':');
    if (!/^arn:[^:]*:gamelift:[^:]*:[^:]*:gamesessionqueue\/[a-zA-Z0-9-]+$/.test(arn))
      throw invalidRequest(`GameSessionQueueArns: ${arn} is no ARN of a game session queue.`);
    const name = resource.slice('gamesessionqueue/'.length);
    if (context.hosting !== 'local') placements.ensureQueue(name);
    else if (region === context.region && !placements.queues.has(name))
      throw notFound(`Game session queue ${arn} not found.`);
  }
}

/** Every fleet here is a Realtime fleet; without hosting there is no fleet. */
function warnOfBackfill(context: Context, { name, backfillMode }: ConfigurationRow): void {
  const warning = context.hosting === 'local' ? realtimeBackfillWarning(name, backfillMode) : undefined;
  if (warning !== undefined) context.log(warning);
}

function ruleSetOperations(matchmaking: Matchmaking): readonly OperationEntry[] {
  return [
    operation('ValidateMatchmakingRuleSet', (_context, input) => {
      readRuleSet(input.RuleSetBody);
      return { Valid: true };
    }),
    operation('CreateMatchmakingRuleSet', (context, input) => {
      readRuleSet(input.RuleSetBody);
      if (matchmaking.ruleSets.has(input.Name))
        throw invalidRequest(`A matchmaking rule set named ${input.Name} exists already.`);
      if (matchmaking.ruleSets.size >= mostRuleSets)
        throw new GameLiftFault(
          'LimitExceededException',
          `An account has at most ${mostRuleSets} matchmaking rule sets.`,
        );
      const arn = accountArn(context, 'matchmakingruleset', input.Name);
      if ((input.Tags?.length ?? 0) > mostTags) throw invalidRequest(`At most ${mostTags} tags are allowed.`);
      context.tags.add(arn, input.Tags);
      return {
        RuleSet: ruleSetAnswer(
          matchmaking.ruleSets.put(input.Name, {
            name: input.Name,
            arn,
            body: input.RuleSetBody,
            creationTime: context.clock.seconds(),
          }),
        ),
      };
    }),
    operation('DescribeMatchmakingRuleSets', (_context, input) => {
      const rows =
        input.Names === undefined || input.Names.length === 0
          ? [...matchmaking.ruleSets.values()]
          : input.Names.map((name) => findRuleSet(matchmaking, name));
      const { items, nextToken } = page(rows, ({ name }) => name, input, 10);
      return { RuleSets: items.map(ruleSetAnswer), ...(nextToken !== undefined && { NextToken: nextToken }) };
    }),
    operation('DeleteMatchmakingRuleSet', (context, input) => {
      const row = findRuleSet(matchmaking, input.Name);
      const user = [...matchmaking.configurations.values()].find(
        (configuration) => configuration.ruleSetName === row.name,
      );
      if (user !== undefined)
        throw invalidRequest(
          `Matchmaking rule set ${row.name} is in use by the matchmaking configuration ${user.name}.`,
        );
      matchmaking.ruleSets.delete(row.name);
      matchmaking.forgetRuleSet(row.name);
      context.tags.forget(row.arn);
      return {};
    }),
  ];
}

/** Operations on rule sets and matchmaking configurations. */
export function configurationOperations(
  matchmaking: Matchmaking,
  placements: Placements,
): readonly OperationEntry[] {
  return [
    ...ruleSetOperations(matchmaking),
    operation('CreateMatchmakingConfiguration', (context, input) => {
      const ruleSet = findRuleSet(matchmaking, input.RuleSetName);
      if (matchmaking.configurations.has(input.Name))
        throw invalidRequest(`A matchmaking configuration named ${input.Name} exists already.`);
      if (matchmaking.configurations.size >= mostConfigurations)
        throw new GameLiftFault(
          'LimitExceededException',
          `An account has at most ${mostConfigurations} matchmaking configurations.`,
        );
      const arn = accountArn(context, 'matchmakingconfiguration', input.Name);
      const row: ConfigurationRow = {
        name: input.Name,
        arn,
        ruleSetName: ruleSet.name,
        ruleSetArn: ruleSet.arn,
        acceptanceRequired: input.AcceptanceRequired,
        requestTimeoutSeconds: input.RequestTimeoutSeconds,
        flexMatchMode: 'WITH_QUEUE',
        queueArns: [],
        creationTime: context.clock.seconds(),
        ...optional(input),
      };
      check(context, placements, row);
      warnOfBackfill(context, row);
      context.tags.add(arn, input.Tags);
      return { Configuration: configurationAnswer(matchmaking.configurations.put(row.name, row)) };
    }),
    operation('UpdateMatchmakingConfiguration', (context, input) => {
      const before = findConfiguration(matchmaking, input.Name);
      const ruleSet =
        input.RuleSetName === undefined ? undefined : findRuleSet(matchmaking, input.RuleSetName);
      const row: ConfigurationRow = {
        ...before,
        ...optional(input),
        ...(input.FlexMatchMode === 'STANDALONE' &&
          input.GameSessionQueueArns === undefined && { queueArns: [] }),
        ...(ruleSet !== undefined && { ruleSetName: ruleSet.name, ruleSetArn: ruleSet.arn }),
        ...(input.AcceptanceRequired !== undefined && { acceptanceRequired: input.AcceptanceRequired }),
        ...(input.RequestTimeoutSeconds !== undefined && {
          requestTimeoutSeconds: input.RequestTimeoutSeconds,
        }),
      };
      check(context, placements, row);
      if (row.backfillMode !== before.backfillMode) warnOfBackfill(context, row);
      matchmaking.configurations.put(row.name, row);
      if (
        row.ruleSetName !== before.ruleSetName ||
        row.additionalPlayerCount !== before.additionalPlayerCount
      )
        matchmaking.configurationChanged(row);
      return { Configuration: configurationAnswer(row) };
    }),
    operation('DescribeMatchmakingConfigurations', (_context, input) => {
      const named = input.Names?.map(configurationName);
      const ruleSet = input.RuleSetName === undefined ? undefined : ruleSetName(input.RuleSetName);
      // Unknown names are left out: the operation has no NotFoundException.
      const rows =
        named === undefined || named.length === 0
          ? [...matchmaking.configurations.values()]
          : named.map((name) => matchmaking.configurations.get(name)).filter((row) => row !== undefined);
      const { items, nextToken } = page(
        rows.filter((row) => ruleSet === undefined || row.ruleSetName === ruleSet),
        ({ name }) => name,
        input,
        10,
      );
      return {
        Configurations: items.map(configurationAnswer),
        ...(nextToken !== undefined && { NextToken: nextToken }),
      };
    }),
    operation('DeleteMatchmakingConfiguration', (context, input) => {
      const row = findConfiguration(matchmaking, input.Name);
      const open = matchmaking.tickets.ofConfiguration.count(row.name);
      if (open > 0)
        throw invalidRequest(
          `Matchmaking configuration ${row.name} has ${open} active tickets and cannot be deleted.`,
        );
      matchmaking.configurations.delete(row.name);
      matchmaking.configurationDeleted(row.name);
      context.tags.forget(row.arn);
      return {};
    }),
  ];
}
