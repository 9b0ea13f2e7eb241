import { realtimeBackfillWarning } from '../../../flexmatch/index';
import { type Context } from '../context';
import { GameLiftFault, invalidRequest, notFound } from '../faults';
import { accountArn, nameHere, type AccountRegion } from '../identity';
import {
  type CreateMatchmakingConfigurationInput,
  type MatchmakingConfiguration,
  type UpdateMatchmakingConfigurationInput,
} from '../model/shapes';
import { type OperationEntry, operation } from '../operation';
import { page } from '../pages';
import { type Placements } from '../placement/placements';
import { type MatchmakingService } from './matchmaking';
import { type ConfigurationRow } from './rows';
import { checkName, findRuleSet, ruleSetName, ruleSetOperations } from './rule-set-operations';

const maxConfigurations = 300;

/** The name behind a name or an ARN; undefined for an ARN of another Region or account. */
const configurationName = (place: AccountRegion, nameOrArn: string): string | undefined =>
  nameHere(place, nameOrArn, 'matchmakingconfiguration');

/** @throws GameLiftFault NotFoundException */
export function findConfiguration(
  place: AccountRegion,
  matchmaking: MatchmakingService,
  nameOrArn: string,
): ConfigurationRow {
  const row = matchmaking.configurations.get(configurationName(place, nameOrArn) ?? '');
  if (row === undefined) throw notFound(`Matchmaking configuration ${nameOrArn} not found.`);
  return row;
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
    ...(row.queueArns.length > 0 ? { GameSessionQueueArns: row.queueArns } : {}),
    ...(row.acceptanceTimeoutSeconds === undefined
      ? {}
      : { AcceptanceTimeoutSeconds: row.acceptanceTimeoutSeconds }),
    ...(row.backfillMode === undefined ? {} : { BackfillMode: row.backfillMode }),
    ...(row.additionalPlayerCount === undefined ? {} : { AdditionalPlayerCount: row.additionalPlayerCount }),
    ...(row.notificationTarget === undefined ? {} : { NotificationTarget: row.notificationTarget }),
    ...(row.customEventData === undefined ? {} : { CustomEventData: row.customEventData }),
    ...(row.gameProperties === undefined ? {} : { GameProperties: row.gameProperties }),
    ...(row.gameSessionData === undefined ? {} : { GameSessionData: row.gameSessionData }),
    ...(row.description === undefined ? {} : { Description: row.description }),
  };
}

function optional(
  input: CreateMatchmakingConfigurationInput | UpdateMatchmakingConfigurationInput,
): Partial<ConfigurationRow> {
  return {
    ...(input.AcceptanceTimeoutSeconds === undefined
      ? {}
      : { acceptanceTimeoutSeconds: input.AcceptanceTimeoutSeconds }),
    ...(input.BackfillMode === undefined ? {} : { backfillMode: input.BackfillMode }),
    ...(input.AdditionalPlayerCount === undefined
      ? {}
      : { additionalPlayerCount: input.AdditionalPlayerCount }),
    ...(input.NotificationTarget === undefined ? {} : { notificationTarget: input.NotificationTarget }),
    ...(input.CustomEventData === undefined ? {} : { customEventData: input.CustomEventData }),
    ...(input.GameProperties === undefined ? {} : { gameProperties: input.GameProperties }),
    ...(input.GameSessionData === undefined ? {} : { gameSessionData: input.GameSessionData }),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.FlexMatchMode === undefined ? {} : { flexMatchMode: input.FlexMatchMode }),
    ...(input.GameSessionQueueArns === undefined ? {} : { queueArns: input.GameSessionQueueArns }),
  };
}

/** Checks members of a configuration against each other (API Reference, CreateMatchmakingConfiguration). */
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
    const region = arn.split(':')[3];
    if (!/^arn:[^:]*:gamelift:[^:]*:[^:]*:gamesessionqueue\/[a-zA-Z0-9-]+$/.test(arn))
      throw invalidRequest(`GameSessionQueueArns: ${arn} is not the ARN of a game session queue.`);
    const name = nameHere(context, arn, 'gamesessionqueue');
    if (context.hosting !== 'local') placements.ensureQueue(arn.slice(arn.lastIndexOf('/') + 1));
    else if (region === context.region && (name === undefined || !placements.queues.has(name)))
      throw notFound(`Game session queue ${arn} not found.`);
  }
}

/** Every fleet here is a Realtime fleet, unless there is no hosting. */
function warnOfBackfill(context: Context, { name, backfillMode }: ConfigurationRow): void {
  const warning = context.hosting === 'local' ? realtimeBackfillWarning(name, backfillMode) : undefined;
  if (warning !== undefined) context.warn(warning);
}

/** Operations on rule sets and matchmaking configurations. */
export function configurationOperations(
  matchmaking: MatchmakingService,
  placements: Placements,
): readonly OperationEntry[] {
  return [
    ...ruleSetOperations(matchmaking),
    ...writeOperations(matchmaking, placements),
    ...readAndDeleteOperations(matchmaking),
  ];
}

function writeOperations(matchmaking: MatchmakingService, placements: Placements): readonly OperationEntry[] {
  return [
    operation('CreateMatchmakingConfiguration', (context, input) => {
      checkName(input.Name);
      const ruleSet = findRuleSet(context, matchmaking, input.RuleSetName);
      if (matchmaking.configurations.has(input.Name))
        throw invalidRequest(`A matchmaking configuration named ${input.Name} exists already.`);
      if (matchmaking.configurations.size >= maxConfigurations)
        throw new GameLiftFault(
          'LimitExceededException',
          `An account has at most ${maxConfigurations} matchmaking configurations.`,
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
      const before = findConfiguration(context, matchmaking, input.Name);
      const ruleSet =
        input.RuleSetName === undefined ? undefined : findRuleSet(context, matchmaking, input.RuleSetName);
      const row: ConfigurationRow = {
        ...before,
        ...optional(input),
        ...(input.FlexMatchMode === 'STANDALONE' && input.GameSessionQueueArns === undefined
          ? { queueArns: [] }
          : {}),
        ...(ruleSet === undefined ? {} : { ruleSetName: ruleSet.name, ruleSetArn: ruleSet.arn }),
        ...(input.AcceptanceRequired === undefined ? {} : { acceptanceRequired: input.AcceptanceRequired }),
        ...(input.RequestTimeoutSeconds === undefined
          ? {}
          : { requestTimeoutSeconds: input.RequestTimeoutSeconds }),
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
  ];
}

function readAndDeleteOperations(matchmaking: MatchmakingService): readonly OperationEntry[] {
  return [
    operation('DescribeMatchmakingConfigurations', (context, input) => {
      const named = input.Names?.map((name) => configurationName(context, name) ?? '');
      const ruleSet =
        input.RuleSetName === undefined ? undefined : (ruleSetName(context, input.RuleSetName) ?? '');
      // Unknown names are omitted: the operation has no NotFoundException.
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
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    }),
    operation('DeleteMatchmakingConfiguration', (context, input) => {
      const row = findConfiguration(context, matchmaking, input.Name);
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
