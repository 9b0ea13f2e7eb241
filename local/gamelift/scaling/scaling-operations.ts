import { invalidRequest, notFound } from '../faults';
import { locationOf } from '../fleets/describe-operations';
import { type Fleets } from '../fleets/fleets';
import { type LiveFleet } from '../fleets/live-fleet';
import { type PutScalingPolicyInput, type ScalingPolicy } from '../model/shapes';
import { operation, type OperationEntry } from '../operation';
import { page } from '../pages';

export function scalingOperations(fleets: Fleets): OperationEntry[] {
  const setStopped = (fleet: LiveFleet, location: string | undefined, scalingStopped: boolean) => {
    const chosen = location === undefined ? undefined : locationOf(fleet, location).location;
    fleet.save((record) => ({
      ...record,
      locations: record.locations.map((one) =>
        chosen === undefined || one.location === chosen ? { ...one, scalingStopped } : one,
      ),
    }));
    return { FleetId: fleet.fleetId, FleetArn: fleet.fleetArn };
  };
  return [
    operation('PutScalingPolicy', (_context, input) => {
      const fleet = fleets.usable(input.FleetId);
      const policy = policyOf(input);
      fleet.save((record) => ({
        ...record,
        policies: [...record.policies.filter(({ Name }) => Name !== input.Name), policy],
      }));
      return { Name: input.Name };
    }),
    operation('DescribeScalingPolicies', (_context, input) => {
      const fleet = fleets.get(input.FleetId);
      const location = input.Location === undefined ? undefined : locationOf(fleet, input.Location).location;
      const found = fleet.record.policies
        .filter(({ Status }) => input.StatusFilter === undefined || Status === input.StatusFilter)
        .map((policy): ScalingPolicy => ({
          ...policy,
          FleetId: fleet.fleetId,
          FleetArn: fleet.fleetArn,
          Location: location ?? fleet.home.location,
        }));
      const { items, nextToken } = page(found, ({ Name = '' }) => Name, input, 100);
      return { ScalingPolicies: items, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
    }),
    operation('DeleteScalingPolicy', (_context, input) => {
      const fleet = fleets.get(input.FleetId);
      if (!fleet.record.policies.some(({ Name }) => Name === input.Name))
        throw notFound(`Fleet ${fleet.fleetId} has no scaling policy ${input.Name}.`);
      fleet.save((record) => ({
        ...record,
        policies: record.policies.filter(({ Name }) => Name !== input.Name),
      }));
      return {};
    }),
    operation('StartFleetActions', (_context, input) =>
      setStopped(fleets.usable(input.FleetId), input.Location, false),
    ),
    operation('StopFleetActions', (_context, input) =>
      setStopped(fleets.usable(input.FleetId), input.Location, true),
    ),
  ];
}

/** @throws GameLiftFault InvalidRequestException naming the member that is not allowed for the type */
function policyOf(input: PutScalingPolicyInput): ScalingPolicy {
  const {
    Name,
    MetricName,
    TargetConfiguration,
    ScalingAdjustment,
    ScalingAdjustmentType,
    Threshold,
    ComparisonOperator,
    EvaluationPeriods,
  } = input;
  if (input.PolicyType === 'TargetBased') {
    if (MetricName !== 'PercentAvailableGameSessions')
      throw invalidRequest(`A target-based policy tracks PercentAvailableGameSessions, not ${MetricName}.`);
    if (TargetConfiguration === undefined)
      throw invalidRequest('A target-based policy needs a TargetConfiguration.');
    const strange = Object.entries({
      ScalingAdjustment,
      ScalingAdjustmentType,
      Threshold,
      ComparisonOperator,
      EvaluationPeriods,
    }).find(([, value]) => value !== undefined);
    if (strange) throw invalidRequest(`A target-based policy has no ${strange[0]}.`);
    return { Name, MetricName, PolicyType: 'TargetBased', TargetConfiguration, Status: 'ACTIVE' };
  }
  if (TargetConfiguration !== undefined)
    throw invalidRequest('TargetConfiguration is for policies of type TargetBased.');
  if (
    ScalingAdjustment === undefined ||
    ScalingAdjustmentType === undefined ||
    Threshold === undefined ||
    ComparisonOperator === undefined ||
    EvaluationPeriods === undefined
  ) {
    throw invalidRequest(
      'A rule-based policy needs ScalingAdjustment, ScalingAdjustmentType, Threshold, ' +
        'ComparisonOperator and EvaluationPeriods.',
    );
  }
  return {
    Name,
    MetricName,
    PolicyType: 'RuleBased',
    ScalingAdjustment,
    ScalingAdjustmentType,
    Threshold,
    ComparisonOperator,
    EvaluationPeriods,
    Status: 'ACTIVE',
  };
}
