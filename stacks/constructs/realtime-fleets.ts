import { CloudformationStack } from '@cdktf/provider-aws/lib/cloudformation-stack';
import { Fn, type ITerraformDependable, type TerraformProvider, Token } from 'cdktf';
import { Construct } from 'constructs';
import { type RegionHosting } from '../../config';
import { fleetTemplate, logicalId, templateBody } from '../../templates';
import { type GameStack } from './game-stack';
import { literal } from './literal';

export interface RealtimeFleetsProps {
  readonly bucket: string;
  readonly scriptKey: string;
  readonly scriptRoleArn: string;
  readonly instanceRoleArn: string;
  /** Resources that CloudFormation needs first: the script's object and the roles' policies. */
  readonly after: ITerraformDependable[];
  /** The provider of the fleets' Region; absent: the stack's own. */
  readonly provider?: TerraformProvider;
}

/** Scripts, fleets and aliases of an environment in one Region, in one CloudFormation stack. */
export class RealtimeFleets extends Construct {
  /** Fleet ids by the fleet's name in its environment's file, known once the stack exists. */
  readonly fleetIds: ReadonlyMap<string, string>;
  /** ARNs of the aliases in order of preference: the destinations of the queue. */
  readonly aliasArns: readonly string[];

  constructor(stack: GameStack, id: string, hosting: RegionHosting, props: RealtimeFleetsProps) {
    super(stack, id);
    const { names } = stack;
    const config = { ...stack.config, realtime: { ...stack.config.realtime, ...hosting } };
    const held = new CloudformationStack(this, 'stack', {
      name: names.of('stack', 'fleets'),
      provider: props.provider,
      templateBody: literal(templateBody(config, fleetTemplate(config, names))),
      parameters: {
        Bucket: props.bucket,
        ScriptKey: props.scriptKey,
        ScriptRoleArn: props.scriptRoleArn,
        InstanceRoleArn: props.instanceRoleArn,
      },
      // A fleet takes up to an hour to become ACTIVE. on_failure, disable_rollback and timeout_in_minutes
      // stay unset: changing any of them would replace the stack, and the fleets with it.
      timeouts: { create: '120m', update: '180m', delete: '120m' },
      dependsOn: props.after,
    });
    const output = (id: string): string => Token.asString(Fn.lookup(held.outputs, id, ''));
    this.fleetIds = new Map(
      Object.keys(config.realtime.fleets).map((name) => [name, output(logicalId('FleetId', name))]),
    );
    this.aliasArns = config.realtime.aliases.map(({ name }) => output(logicalId('AliasArn', name)));
  }
}
