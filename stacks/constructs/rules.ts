import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { Annotations, type App, Aspects, type IAspect, TerraformStack } from 'cdktf';
import { type IConstruct } from 'constructs';
import { tables } from '../../store/tables';
import { oversized } from './document-quotas';
import { RealtimeFleets } from './realtime-fleets';
import { missingTemplateOutputs, type WrittenStack, writtenStack } from './template-outputs';

/** Tables without point-in-time recovery, each with the reason; every other table must have it. */
const unrecoverable: Readonly<Record<string, string>> = {
  tickets: 'a ticket lives for minutes: after a loss players simply ask again',
  ranks: 'counters are made of entries, and the check makes them again (docs/leaderboards.md)',
  deliveries: 'an event that is sent again has the same id: receivers know it (docs/events.md)',
};

/**
 * Rules for everything that is added to the stacks; synth stops with the violated rule. Tests apply the same
 * rules to the synthesized JSON; here they also reach developers who do not run the tests.
 */
class StackRules implements IAspect {
  visit(node: IConstruct): void {
    if (node instanceof DynamodbTable) this.#table(node);
    if (node instanceof LambdaFunction) this.#function(node);
    if (node instanceof RealtimeFleets)
      for (const [name, id] of node.fleetIds) this.#alarmed(node, 'FleetId', id, `the fleet ${name}`);
  }

  #table(table: DynamodbTable): void {
    const name = Object.keys(tables).find((candidate) => table.nameInput?.endsWith(`-${candidate}`)) ?? '';
    if (table.pointInTimeRecoveryInput?.enabled !== true && unrecoverable[name] === undefined) {
      Annotations.of(table).addError(
        `store/tables.ts: ${name || table.nameInput} has no point-in-time recovery: declare it, or ` +
          'give the reason in stacks/constructs/rules.ts',
      );
    }
  }

  #function(lambda: LambdaFunction): void {
    const name = lambda.functionNameInput ?? '';
    const logs = lambda.node.root.node
      .findAll()
      .some(
        (other) =>
          other instanceof CloudwatchLogGroup &&
          other.nameInput === `/aws/lambda/${name}` &&
          other.retentionInDaysInput !== undefined,
      );
    if (!logs)
      Annotations.of(lambda).addError(
        `the function ${name} has no log group with a retention: make it with NodeFunction`,
      );
    this.#alarmed(lambda, 'FunctionName', name, `the function ${name}`);
  }

  #alarmed(node: IConstruct, dimension: string, value: string, what: string): void {
    const alarms = node.node.root.node.findAll().filter((other) => other instanceof CloudwatchMetricAlarm);
    if (!alarms.some((alarm) => alarm.dimensionsInput?.[dimension] === value))
      Annotations.of(node).addError(`${what} has no alarm: add one in stacks/operations-stack.ts`);
  }
}

/** Rules for what is known once all stacks are there: sizes of documents, references between stacks. */
class WrittenRules {
  readonly #stacks: readonly TerraformStack[];
  #written: ReadonlyMap<string, WrittenStack> | undefined;

  constructor(stacks: readonly TerraformStack[]) {
    this.#stacks = stacks;
  }

  violationsOf(name: string): readonly string[] {
    this.#written ??= new Map(
      this.#stacks.map((stack) => [stack.node.id, writtenStack.parse(stack.toTerraform())]),
    );
    return [
      ...oversized(name.split('-')[0] ?? '', this.#written.get(name)?.resource ?? {}),
      ...missingTemplateOutputs(name, this.#written),
    ];
  }
}

/**
 * Applies the rules to every stack of the app. (cdktf invokes the aspects of stacks and of their contents,
 * not those of the app itself.)
 */
export function addStackRules(app: App): void {
  const stacks = app.node.findAll().filter((node) => node instanceof TerraformStack);
  const rules = new WrittenRules(stacks);
  for (const stack of stacks) {
    Aspects.of(stack).add(new StackRules());
    stack.node.addValidation({ validate: () => [...rules.violationsOf(stack.node.id)] });
  }
}
