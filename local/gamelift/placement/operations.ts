import { type Context } from '../context';
import { GameLiftFault, invalidRequest } from '../faults';
import { accountArn, nameFromArn } from '../identity';
import {
  type CreateGameSessionQueueInput,
  type GameSessionQueue,
  type PriorityConfiguration,
  type UpdateGameSessionQueueInput,
} from '../model/shapes';
import { type OperationEntry, operation } from '../operations';
import { page } from '../pages';
import { type Placements } from './placements';
import { type QueueRow } from './rows';

const mostQueues = 100;
const mostDestinations = 10;
const shortestTimeout = 10;
const longestTimeout = 600;
const mostPlayers = 200;

const queueName = (nameOrArn: string): string => nameFromArn(nameOrArn, 'gamesessionqueue');

function queueAnswer(queue: QueueRow): GameSessionQueue {
  return {
    Name: queue.name,
    GameSessionQueueArn: queue.arn,
    TimeoutInSeconds: queue.timeoutSeconds,
    PlayerLatencyPolicies: queue.latencyPolicies,
    Destinations: queue.destinations,
    ...(queue.filter !== undefined && { FilterConfiguration: queue.filter }),
    ...(queue.priority !== undefined && { PriorityConfiguration: queue.priority }),
    ...(queue.customEventData !== undefined && { CustomEventData: queue.customEventData }),
    ...(queue.notificationTarget !== undefined && { NotificationTarget: queue.notificationTarget }),
  };
}

function checkPriority(priority: PriorityConfiguration | undefined): void {
  const order = priority?.PriorityOrder ?? [];
  if (new Set(order).size < order.length)
    throw invalidRequest('PriorityConfiguration.PriorityOrder names a type twice.');
  const locations = priority?.LocationOrder ?? [];
  if (new Set(locations).size < locations.length)
    throw invalidRequest('PriorityConfiguration.LocationOrder names a location twice.');
}

/** Limits of a queue that the service's model does not hold. */
function checkQueue(
  context: Context,
  input: CreateGameSessionQueueInput | UpdateGameSessionQueueInput,
): void {
  const timeout = input.TimeoutInSeconds;
  if (timeout !== undefined && (timeout < shortestTimeout || timeout > longestTimeout))
    throw invalidRequest(
      `TimeoutInSeconds is ${timeout}; it must be between ${shortestTimeout} and ${longestTimeout}.`,
    );
  const destinations = input.Destinations ?? [];
  if (destinations.length > mostDestinations)
    throw new GameLiftFault(
      'LimitExceededException',
      `A queue has at most ${mostDestinations} destinations; ${destinations.length} were given.`,
    );
  for (const { DestinationArn } of destinations) {
    if (
      DestinationArn === undefined ||
      !/^arn:[^:]*:gamelift:[^:]*:[^:]*:(fleet|alias|containerfleet)\//.test(DestinationArn)
    )
      throw invalidRequest(
        `Destination ${DestinationArn ?? 'without DestinationArn'} is no ARN of a fleet or an alias.`,
      );
    const here = DestinationArn.split(':')[3] === context.region;
    if (
      here &&
      context.hosting === 'local' &&
      context.fleets.fleet(DestinationArn) === undefined &&
      context.fleets.alias(DestinationArn) === undefined
    )
      throw invalidRequest(`Destination ${DestinationArn} does not exist.`);
  }
  checkPriority(input.PriorityConfiguration);
  const policies = input.PlayerLatencyPolicies ?? [];
  if (policies.slice(0, -1).some(({ PolicyDurationSeconds }) => PolicyDurationSeconds === undefined))
    throw invalidRequest('Every player latency policy but the last needs PolicyDurationSeconds.');
}

function changes(input: CreateGameSessionQueueInput | UpdateGameSessionQueueInput): Partial<QueueRow> {
  return {
    ...(input.TimeoutInSeconds !== undefined && { timeoutSeconds: input.TimeoutInSeconds }),
    ...(input.PlayerLatencyPolicies !== undefined && { latencyPolicies: input.PlayerLatencyPolicies }),
    ...(input.Destinations !== undefined && { destinations: input.Destinations }),
    ...(input.FilterConfiguration !== undefined && { filter: input.FilterConfiguration }),
    ...(input.PriorityConfiguration !== undefined && { priority: input.PriorityConfiguration }),
    ...(input.CustomEventData !== undefined && { customEventData: input.CustomEventData }),
    ...(input.NotificationTarget !== undefined && { notificationTarget: input.NotificationTarget }),
  };
}

/** Operations on queues and placements. */
export function placementOperations(placements: Placements): readonly OperationEntry[] {
  return [
    operation('CreateGameSessionQueue', (context, input) => {
      checkQueue(context, input);
      if (placements.queues.has(input.Name))
        throw invalidRequest(`A game session queue named ${input.Name} exists already.`);
      if (placements.queues.size >= mostQueues)
        throw new GameLiftFault(
          'LimitExceededException',
          `An account has at most ${mostQueues} game session queues.`,
        );
      const arn = accountArn(context, 'gamesessionqueue', input.Name);
      context.tags.add(arn, input.Tags);
      return {
        GameSessionQueue: queueAnswer(
          placements.queues.put(input.Name, {
            name: input.Name,
            arn,
            timeoutSeconds: longestTimeout,
            latencyPolicies: [],
            destinations: [],
            ...changes(input),
          }),
        ),
      };
    }),
    operation('UpdateGameSessionQueue', (context, input) => {
      const queue = placements.queue(queueName(input.Name));
      checkQueue(context, input);
      return {
        GameSessionQueue: queueAnswer(placements.queues.put(queue.name, { ...queue, ...changes(input) })),
      };
    }),
    operation('DescribeGameSessionQueues', (_context, input) => {
      const queues =
        input.Names === undefined || input.Names.length === 0
          ? [...placements.queues.values()]
          : input.Names.map((name) => placements.queue(queueName(name)));
      const { items, nextToken } = page(queues, ({ name }) => name, input, 50);
      return {
        GameSessionQueues: items.map(queueAnswer),
        ...(nextToken !== undefined && { NextToken: nextToken }),
      };
    }),
    operation('DeleteGameSessionQueue', (context, input) => {
      const queue = placements.queue(queueName(input.Name));
      placements.queues.delete(queue.name);
      context.tags.forget(queue.arn);
      placements.queueDeleted(queue.name);
      return {};
    }),
    operation('StartGameSessionPlacement', (context, input) => {
      const name = queueName(input.GameSessionQueueName);
      const queue = context.hosting === 'local' ? placements.queue(name) : placements.ensureQueue(name);
      if (input.MaximumPlayerSessionCount > mostPlayers)
        throw invalidRequest(
          `MaximumPlayerSessionCount is ${input.MaximumPlayerSessionCount}; a game session has at most ${mostPlayers} players.`,
        );
      const players = input.DesiredPlayerSessions ?? [];
      if (players.length > input.MaximumPlayerSessionCount)
        throw invalidRequest(
          `DesiredPlayerSessions has ${players.length} players, more than MaximumPlayerSessionCount ${input.MaximumPlayerSessionCount}.`,
        );
      const ids = players.map(({ PlayerId }) => PlayerId);
      if (ids.includes(undefined) || new Set(ids).size < ids.length)
        throw invalidRequest('DesiredPlayerSessions must name every player once.');
      if (input.PriorityConfigurationOverride !== undefined && (input.PlayerLatencies?.length ?? 0) > 0)
        throw invalidRequest('PlayerLatencies and PriorityConfigurationOverride cannot both be given.');
      return {
        GameSessionPlacement: placements.answer(
          placements.start(queue, {
            placementId: input.PlacementId,
            maximumPlayers: input.MaximumPlayerSessionCount,
            gameProperties: input.GameProperties ?? [],
            latencies: input.PlayerLatencies ?? [],
            players,
            ...(input.GameSessionName !== undefined && { gameSessionName: input.GameSessionName }),
            ...(input.GameSessionData !== undefined && { gameSessionData: input.GameSessionData }),
            ...(input.PriorityConfigurationOverride !== undefined && {
              priorityOverride: input.PriorityConfigurationOverride,
            }),
          }),
        ),
      };
    }),
    operation('DescribeGameSessionPlacement', (_context, input) => ({
      GameSessionPlacement: placements.answer(placements.placement(input.PlacementId)),
    })),
    operation('StopGameSessionPlacement', (_context, input) => ({
      GameSessionPlacement: placements.answer(placements.stop(input.PlacementId)),
    })),
  ];
}
