import { GameLiftFault, invalidRequest, notFound } from '../faults';
import { accountArn, nameHere, type AccountRegion } from '../identity';
import { type MatchmakingRuleSet } from '../model/shapes';
import { type OperationEntry, operation } from '../operation';
import { page } from '../pages';
import { readRuleSet } from './engine';
import { type MatchmakingService } from './matchmaking';
import { type RuleSetRow } from './rows';

const maxRuleSets = 1000;
const maxTags = 200;

/** The name behind a name or an ARN; undefined for an ARN of another Region or account. */
export const ruleSetName = (place: AccountRegion, nameOrArn: string): string | undefined =>
  nameHere(place, nameOrArn, 'matchmakingruleset');

/** @throws GameLiftFault NotFoundException */
export function findRuleSet(
  place: AccountRegion,
  matchmaking: MatchmakingService,
  nameOrArn: string,
): RuleSetRow {
  const row = matchmaking.ruleSets.get(ruleSetName(place, nameOrArn) ?? '');
  if (row === undefined) throw notFound(`Matchmaking rule set ${nameOrArn} not found.`);
  return row;
}

/** The model has no minimum length here, but the service refuses an empty name. */
export function checkName(name: string): void {
  if (name === '')
    throw invalidRequest(
      "1 validation error detected: Value '' at 'name' failed to satisfy constraint: Member must have " +
        'length greater than or equal to 1',
    );
}

function ruleSetAnswer(row: RuleSetRow): MatchmakingRuleSet {
  return {
    RuleSetName: row.name,
    RuleSetArn: row.arn,
    RuleSetBody: row.body,
    CreationTime: row.creationTime,
  };
}

/** Operations on rule sets. */
export function ruleSetOperations(matchmaking: MatchmakingService): readonly OperationEntry[] {
  return [
    operation('ValidateMatchmakingRuleSet', (_context, input) => {
      readRuleSet(input.RuleSetBody);
      return { Valid: true };
    }),
    operation('CreateMatchmakingRuleSet', (context, input) => {
      checkName(input.Name);
      readRuleSet(input.RuleSetBody);
      // The service's own message (cloudformation-coverage-roadmap, issue 944).
      if (matchmaking.ruleSets.has(input.Name)) throw invalidRequest(`Rule set ${input.Name} already exists`);
      if (matchmaking.ruleSets.size >= maxRuleSets)
        throw new GameLiftFault(
          'LimitExceededException',
          `An account has at most ${maxRuleSets} matchmaking rule sets.`,
        );
      const arn = accountArn(context, 'matchmakingruleset', input.Name);
      if ((input.Tags?.length ?? 0) > maxTags) throw invalidRequest(`At most ${maxTags} tags are allowed.`);
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
    operation('DescribeMatchmakingRuleSets', (context, input) => {
      const rows =
        input.Names === undefined || input.Names.length === 0
          ? [...matchmaking.ruleSets.values()]
          : input.Names.map((name) => findRuleSet(context, matchmaking, name));
      const { items, nextToken } = page(rows, ({ name }) => name, input, 10);
      return {
        RuleSets: items.map(ruleSetAnswer),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    }),
    operation('DeleteMatchmakingRuleSet', (context, input) => {
      const row = findRuleSet(context, matchmaking, input.Name);
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
