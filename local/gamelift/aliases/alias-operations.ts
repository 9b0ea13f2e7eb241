import { GameLiftFault, invalidRequest, notFound } from '../faults';
import { type AliasTarget, type FleetRegistry } from '../fleet-registry';
import { regionArn } from '../identity';
import { type RoutingStrategy } from '../model/shapes';
import { operation, type OperationEntry } from '../operation';
import { page } from '../pages';
import { describeAlias, type AliasStore } from './alias-store';

/** Aliases per Region (GameLift quotas). */
const maxAliases = 100;

/** @throws GameLiftFault InvalidRequestException for a strategy that does not match its type */
function targetOf(strategy: RoutingStrategy, fleets: FleetRegistry): AliasTarget {
  switch (strategy.Type) {
    case 'SIMPLE': {
      if (strategy.FleetId === undefined) throw invalidRequest('A SIMPLE routing strategy needs a FleetId.');
      if (strategy.Message !== undefined) throw invalidRequest('A SIMPLE routing strategy has no Message.');
      const fleet = fleets.fleet(strategy.FleetId);
      if (!fleet) throw invalidRequest(`Fleet ${strategy.FleetId} does not exist.`);
      return { kind: 'fleet', fleetId: fleet.fleetId };
    }
    case 'TERMINAL': {
      if (strategy.FleetId !== undefined) throw invalidRequest('A TERMINAL routing strategy has no FleetId.');
      if (strategy.Message === undefined || strategy.Message === '')
        throw invalidRequest('A TERMINAL routing strategy needs a Message.');
      return { kind: 'terminal', message: strategy.Message };
    }
    case undefined:
      throw invalidRequest('A routing strategy needs a Type.');
    default:
      return strategy.Type satisfies never;
  }
}

export function aliasOperations(aliases: AliasStore, fleets: FleetRegistry): OperationEntry[] {
  return [...changeOperations(aliases, fleets), ...readOperations(aliases, fleets)];
}

function changeOperations(aliases: AliasStore, fleets: FleetRegistry): OperationEntry[] {
  return [
    operation('CreateAlias', (context, input) => {
      if (aliases.all().length >= maxAliases)
        throw new GameLiftFault('LimitExceededException', `There are ${maxAliases} aliases already.`);
      context.tags.check(input.Tags);
      const aliasId = `alias-${context.ids.uuid()}`;
      const now = context.clock.seconds();
      const record = aliases.put({
        aliasId,
        aliasArn: regionArn(context, 'alias', aliasId),
        name: input.Name,
        target: targetOf(input.RoutingStrategy, fleets),
        creationTime: now,
        lastUpdatedTime: now,
        ...(input.Description === undefined ? {} : { description: input.Description }),
      });
      context.tags.add(record.aliasArn, input.Tags);
      return { Alias: describeAlias(record) };
    }),
    operation('UpdateAlias', (context, input) => {
      const before = aliases.get(input.AliasId);
      return {
        Alias: describeAlias(
          aliases.put({
            ...before,
            lastUpdatedTime: context.clock.seconds(),
            ...(input.Name === undefined ? {} : { name: input.Name }),
            ...(input.Description === undefined ? {} : { description: input.Description }),
            ...(input.RoutingStrategy === undefined
              ? {}
              : { target: targetOf(input.RoutingStrategy, fleets) }),
          }),
        ),
      };
    }),
    operation('DeleteAlias', (context, input) => {
      const record = aliases.get(input.AliasId);
      aliases.delete(record);
      context.tags.forget(record.aliasArn);
      return {};
    }),
  ];
}

function readOperations(aliases: AliasStore, fleets: FleetRegistry): OperationEntry[] {
  return [
    operation('DescribeAlias', (_context, input) => ({ Alias: describeAlias(aliases.get(input.AliasId)) })),
    operation('ListAliases', (_context, input) => {
      const chosen = aliases
        .all()
        .filter(
          (record) =>
            (input.Name === undefined || record.name === input.Name) &&
            (input.RoutingStrategyType === undefined ||
              (record.target.kind === 'fleet') === (input.RoutingStrategyType === 'SIMPLE')),
        );
      const { items, nextToken } = page(chosen, (record) => record.aliasId, input, 100);
      return {
        Aliases: items.map(describeAlias),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    }),
    operation('ResolveAlias', (_context, input) => {
      const fleet = fleets.fleet(aliases.fleetId(input.AliasId));
      if (!fleet) throw notFound(`The fleet of alias ${input.AliasId} does not exist.`);
      return { FleetId: fleet.fleetId, FleetArn: fleet.fleetArn };
    }),
  ];
}
