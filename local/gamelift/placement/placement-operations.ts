import { type Context } from '../context';
import { GameLiftFault, invalidRequest } from '../faults';
import { accountArn, nameHere } from '../identity';
import { checkQueueLocations } from '../locations';
import {
  type CreateGameSessionQueueInput,
  type GameSessionQueue,
  type PriorityConfiguration,
  type StartGameSessionPlacementInput,
  type UpdateGameSessionQueueInput,
} from '../model/shapes';
import { type OperationEntry, operation } from '../operation';
import { page } from '../pages';
import { type Placements } from './placements';
import { type QueueRow } from './rows';

const maxQueues = 100;
const maxDestinations = 10;
const leastTimeoutSeconds = 10;
const maxTimeoutSeconds = 600;
const maxPlayers = 200;

/** An ARN of another Region or account never names a queue here. */
const queueName = (context: Context, nameOrArn: string): string =>
  nameHere(context, nameOrArn, 'gamesessionqueue') ?? nameOrArn;

function queueAnswer(queue: QueueRow): GameSessionQueue {
  return {
    Name: queue.name,
    GameSessionQueueArn: queue.arn,
    TimeoutInSeconds: queue.timeoutSeconds,
    PlayerLatencyPolicies: queue.latencyPolicies,
    Destinations: queue.destinations,
    ...(queue.filter === undefined ? {} : { FilterConfiguration: queue.filter }),
    ...(queue.priority === undefined ? {} : { PriorityConfiguration: queue.priority }),
    ...(queue.customEventData === undefined ? {} : { CustomEventData: queue.customEventData }),
    ...(queue.notificationTarget === undefined ? {} : { NotificationTarget: queue.notificationTarget }),
  };
}

function checkPriority({ region }: Context, priority: PriorityConfiguration | undefined): void {
  const order = priority?.PriorityOrder ?? [];
  if (new Set(order).size < order.length)
    throw invalidRequest('PriorityConfiguration.PriorityOrder names a type twice.');
  checkQueueLocations(region, 'PriorityConfiguration.LocationOrder', priority?.LocationOrder);
}

/** Checks what one placement requests instead of its queue's own priorities (API Reference). */
function checkOverride({ region }: Context, queue: QueueRow, input: StartGameSessionPlacementInput): void {
  const { PriorityConfigurationOverride: override, PlayerLatencies: latencies = [] } = input;
  if (override === undefined) return;
  if (latencies.length > 0)
    throw invalidRequest('PlayerLatencies and PriorityConfigurationOverride cannot both be given.');
  if (queue.priority?.PriorityOrder?.[0] !== 'LOCATION')
    throw invalidRequest(
      `PriorityConfigurationOverride is for queues that prioritize LOCATION first; ${queue.name} does not.`,
    );
  checkQueueLocations(region, 'PriorityConfigurationOverride.LocationOrder', override.LocationOrder);
}

/** Limits of a queue that are missing from the service's model. */
function checkQueue(
  context: Context,
  input: CreateGameSessionQueueInput | UpdateGameSessionQueueInput,
): void {
  const timeout = input.TimeoutInSeconds;
  if (timeout !== undefined && (timeout < leastTimeoutSeconds || timeout > maxTimeoutSeconds))
    throw invalidRequest(
      `TimeoutInSeconds is ${timeout}; it must be between ${leastTimeoutSeconds} and ${maxTimeoutSeconds}.`,
    );
  const destinations = input.Destinations ?? [];
  if (destinations.length > maxDestinations)
    throw new GameLiftFault(
      'LimitExceededException',
      `A queue has at most ${maxDestinations} destinations; ${destinations.length} were given.`,
    );
  for (const { DestinationArn } of destinations) {
    if (
      DestinationArn === undefined ||
      !/^arn:[^:]*:gamelift:[^:]*:[^:]*:(fleet|alias|containerfleet)\//.test(DestinationArn)
    )
      throw invalidRequest(
        `Destination ${DestinationArn ?? 'without DestinationArn'} is not the ARN of a fleet or an alias.`,
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
  checkPriority(context, input.PriorityConfiguration);
  checkQueueLocations(
    context.region,
    'FilterConfiguration.AllowedLocations',
    input.FilterConfiguration?.AllowedLocations,
  );
  const policies = input.PlayerLatencyPolicies ?? [];
  if (policies.some((policy) => policy.MaximumIndividualPlayerLatencyMilliseconds === undefined))
    throw invalidRequest('Every player latency policy needs MaximumIndividualPlayerLatencyMilliseconds.');
}

function changes(input: CreateGameSessionQueueInput | UpdateGameSessionQueueInput): Partial<QueueRow> {
  return {
    ...(input.TimeoutInSeconds === undefined ? {} : { timeoutSeconds: input.TimeoutInSeconds }),
    ...(input.PlayerLatencyPolicies === undefined ? {} : { latencyPolicies: input.PlayerLatencyPolicies }),
    ...(input.Destinations === undefined ? {} : { destinations: input.Destinations }),
    ...(input.FilterConfiguration === undefined ? {} : { filter: input.FilterConfiguration }),
    ...(input.PriorityConfiguration === undefined ? {} : { priority: input.PriorityConfiguration }),
    ...(input.CustomEventData === undefined ? {} : { customEventData: input.CustomEventData }),
    ...(input.NotificationTarget === undefined ? {} : { notificationTarget: input.NotificationTarget }),
  };
}

/** Operations on queues and placements. */
export function placementOperations(placements: Placements): readonly OperationEntry[] {
  return [...queueOperations(placements), ...requestOperations(placements)];
}

function queueOperations(placements: Placements): readonly OperationEntry[] {
  return [
    operation('CreateGameSessionQueue', (context, input) => {
      checkQueue(context, input);
      if (placements.queues.has(input.Name))
        throw invalidRequest(`A game session queue named ${input.Name} exists already.`);
      if (placements.queues.size >= maxQueues)
        throw new GameLiftFault(
          'LimitExceededException',
          `An account has at most ${maxQueues} game session queues.`,
        );
      const arn = accountArn(context, 'gamesessionqueue', input.Name);
      context.tags.add(arn, input.Tags);
      return {
        GameSessionQueue: queueAnswer(
          placements.queues.put(input.Name, {
            name: input.Name,
            arn,
            timeoutSeconds: maxTimeoutSeconds,
            latencyPolicies: [],
            destinations: [],
            ...changes(input),
          }),
        ),
      };
    }),
    operation('UpdateGameSessionQueue', (context, input) => {
      const queue = placements.queue(queueName(context, input.Name));
      checkQueue(context, input);
      return {
        GameSessionQueue: queueAnswer(placements.queues.put(queue.name, { ...queue, ...changes(input) })),
      };
    }),
    operation('DescribeGameSessionQueues', (context, input) => {
      const queues =
        input.Names === undefined || input.Names.length === 0
          ? [...placements.queues.values()]
          : input.Names.map((name) => placements.queue(queueName(context, name)));
      const { items, nextToken } = page(queues, ({ name }) => name, input, 50);
      return {
        GameSessionQueues: items.map(queueAnswer),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    }),
    operation('DeleteGameSessionQueue', (context, input) => {
      const queue = placements.queue(queueName(context, input.Name));
      placements.queues.delete(queue.name);
      context.tags.forget(queue.arn);
      placements.queueDeleted(queue.name);
      return {};
    }),
  ];
}

function requestOperations(placements: Placements): readonly OperationEntry[] {
  return [
    operation('StartGameSessionPlacement', (context, input) => {
      const name = queueName(context, input.GameSessionQueueName);
      const queue = context.hosting === 'local' ? placements.queue(name) : placements.ensureQueue(name);
      if (input.MaximumPlayerSessionCount > maxPlayers)
        throw invalidRequest(
          `MaximumPlayerSessionCount is ${input.MaximumPlayerSessionCount}; a game session has at ` +
            `most ${maxPlayers} players.`,
        );
      const players = input.DesiredPlayerSessions ?? [];
      if (players.length > input.MaximumPlayerSessionCount)
        throw invalidRequest(
          `DesiredPlayerSessions has ${players.length} players, more than MaximumPlayerSessionCount ` +
            `${input.MaximumPlayerSessionCount}.`,
        );
      const ids = players.map(({ PlayerId }) => PlayerId);
      if (ids.includes(undefined) || new Set(ids).size < ids.length)
        throw invalidRequest('DesiredPlayerSessions must name every player once.');
      checkOverride(context, queue, input);
      return {
        GameSessionPlacement: placements.answer(
          placements.start(queue, {
            placementId: input.PlacementId,
            maximumPlayers: input.MaximumPlayerSessionCount,
            gameProperties: input.GameProperties ?? [],
            latencies: input.PlayerLatencies ?? [],
            players,
            ...(input.GameSessionName === undefined ? {} : { gameSessionName: input.GameSessionName }),
            ...(input.GameSessionData === undefined ? {} : { gameSessionData: input.GameSessionData }),
            ...(input.PriorityConfigurationOverride === undefined
              ? {}
              : { priorityOverride: input.PriorityConfigurationOverride }),
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
