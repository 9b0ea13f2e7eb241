import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { Names } from '../../templates/names';
import { backend, environmentNames, environmentOf } from '../games';
import { parsedJson, resources } from './support/reading';
import { sharedStacks } from './support/shared-stacks';

const stacks = sharedStacks();

const pattern = z.strictObject({
  source: z.array(z.string()),
  'detail-type': z.array(z.string()),
  resources: z.array(z.string()),
});
type Pattern = z.output<typeof pattern>;
interface Envelope {
  readonly source: string;
  readonly 'detail-type': string;
  readonly resources: readonly string[];
}

/** EventBridge's rule for lists: every key matches; a list matches if one of its members is named. */
function takes(rule: Pattern, event: Envelope): boolean {
  return (
    rule.source.includes(event.source) &&
    rule['detail-type'].includes(event['detail-type']) &&
    event.resources.some((arn) => rule.resources.includes(arn))
  );
}

const rules = environmentNames.flatMap((environment) =>
  ['realtime', 'matchmaking', 'api'].flatMap((part) =>
    Object.values(resources(stacks.get(`${environment}-${part}`), 'aws_cloudwatch_event_rule'))
      .filter((rule) => rule['event_pattern'] !== undefined && rule['event_bus_name'] === undefined)
      .map((rule) => ({
        environment,
        name: String(rule['name']),
        pattern: pattern.parse(parsedJson(rule['event_pattern'])),
      })),
  ),
);

describe('rules on events', () => {
  const match = (arn: string): Envelope => ({
    source: 'aws.gamelift',
    'detail-type': 'GameLift Matchmaking Event',
    resources: [arn],
  });
  const placement = (arn: string): Envelope => ({
    ...match(arn),
    'detail-type': 'GameLift Queue Placement Event',
  });

  it('exist twice in an environment: for matchmaking and placements', () => {
    expect(rules.map(({ name }) => name)).toEqual(
      environmentNames.flatMap((name) => [
        `turnlift-${name}-placements`,
        `turnlift-${name}-matchmaking-events`,
      ]),
    );
  });

  it("match the events of their own environment's configurations and queue, and of no other", () => {
    for (const environment of environmentNames) {
      const names = new Names(environmentOf(environment));
      const queue = names.arn('gamelift', `gamesessionqueue/${names.queue}`);
      const taking = (event: Envelope): readonly string[] =>
        rules.filter((rule) => takes(rule.pattern, event)).map(({ name }) => name);
      for (const key of backend.matchmakings.keys())
        expect(
          taking(match(names.arn('gamelift', `matchmakingconfiguration/${names.configuration(key)}`))),
        ).toEqual([`turnlift-${environment}-matchmaking-events`]);
      expect(taking(placement(queue))).toEqual([`turnlift-${environment}-placements`]);
    }
  });

  it('match no event of another game in the account, of another region, or without a resource', () => {
    for (const event of [
      match('arn:aws:gamelift:eu-west-1:111122223333:matchmakingconfiguration/other-game'),
      match('arn:aws:gamelift:us-east-1:111122223333:matchmakingconfiguration/turnlift-dev-duel'),
      placement('arn:aws:gamelift:eu-west-1:111122223333:gamesessionqueue/other-game'),
      { ...match(''), resources: [] },
    ])
      expect(rules.filter((rule) => takes(rule.pattern, event))).toEqual([]);
  });
});

describe('dropped events', () => {
  it('are counted by a filter on the exact line that the function writes', () => {
    for (const environment of environmentNames) {
      const [filter] = Object.values(
        resources(stacks.get(`${environment}-matchmaking`), 'aws_cloudwatch_log_metric_filter'),
      );
      expect(filter).toMatchObject({
        log_group_name: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.matchmaking-events/),
        pattern: '"a matchmaking event was dropped"',
        metric_transformation: {
          name: 'DroppedEvents',
          namespace: `turnlift/${environment}`,
          value: '1',
        },
      });
    }
  });
});
