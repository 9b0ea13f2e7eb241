import { fieldsOf } from '../../core/fields-of';
import { type LoudChange } from './loud-change';
import { newDangers } from './new-resources';
import { changeKindOf, type Plan } from './plan';
import { dataDangers, providerDangers } from './provider-dangers';
import { type ProviderPlace, regionDangers } from './provider-place';

/** The pause of stacks/constructs/role-settled.ts: the only program that the stacks have Terraform run. */
const pause = /^node -e "setTimeout\(\(\) => \{\}, \d+\)"$/;

type Provisioner = NonNullable<
  NonNullable<Plan['configuration']>['root_module']
>['resources'][number]['provisioners'][number];

const commandOf = ({ expressions }: Provisioner): unknown =>
  fieldsOf(expressions['command'])['constant_value'];

/** The arguments of a provisioner besides its type. */
const partsOf = ({ type: _, expressions, ...others }: Provisioner): readonly string[] =>
  Object.keys({ ...expressions, ...others });

/**
 * Whether it is the pause and nothing else: an interpreter, variables or a folder make the same command
 * another.
 */
const isPause = (one: Provisioner): boolean =>
  partsOf(one).every((name) => name === 'command') &&
  one.type === 'local-exec' &&
  pause.test(String(commandOf(one)));

function programWords(one: Provisioner): string {
  const others = partsOf(one).filter((name) => name !== 'command');
  const given = others.length === 0 ? '' : `, with ${others.sort().join(', ')}`;
  return (
    `Terraform runs a program (${one.type}${given}): ` +
    `${String(commandOf(one) ?? 'read the configuration')}`
  ).replaceAll('`', "'");
}

/** The effects of an apply of the plan, and the obstacles to it, that no change of a resource shows. */
export function besideChanges(plan: Plan, place: ProviderPlace | undefined): readonly LoudChange[] {
  return [
    ...(plan.errored === true
      ? [{ address: 'the plan', why: 'it ended in an error: what else would change is not known' }]
      : []),
    ...incompleteDangers(plan),
    ...providerDangers(plan, place),
    ...regionDangers(plan),
    ...dataDangers(plan),
    ...checkDangers(plan),
    ...actionDangers(plan),
    ...programDangers(plan),
    ...newDangers(plan),
  ];
}

/**
 * Changes that no reviewer sees before they are approved. The deferred ones that are known are listed
 * besides.
 */
function incompleteDangers({ errored, complete, deferred_changes: deferred }: Plan): readonly LoudChange[] {
  const isIncomplete = errored !== true && (complete === false || deferred.length > 0);
  return isIncomplete
    ? [{ address: 'the plan', why: 'it is incomplete: what it leaves to a later plan is not reviewed' }]
    : [];
}

/** Conditions that do not hold. An unknown one is decided in the apply, and stops it where it fails. */
function checkDangers({ checks }: Plan): readonly LoudChange[] {
  const fails = ({ status }: { readonly status: string }): boolean => status === 'fail' || status === 'error';
  return checks.filter(fails).flatMap(({ address, status, instances }) => {
    const failing = instances.filter(fails);
    const all = failing.length === 0 ? [{ address, status, problems: [] }] : failing;
    return all.map((one) => {
      const said = one.problems.map(({ message }) => message).filter((message) => message !== '');
      const why = one.status === 'error' ? 'its condition cannot be decided' : 'its condition does not hold';
      return {
        address: one.address.to_display ?? address.to_display ?? 'a check',
        why: said.length === 0 ? why : `${why}: ${said.join('; ')}`,
      };
    });
  });
}

/** Actions do something in AWS, such as invoking a function, and leave no trace in the state. */
function actionDangers({
  action_invocations: now,
  deferred_action_invocations: later,
}: Plan): readonly LoudChange[] {
  return [
    ...now.map((one) => ({ one, when: 'runs' })),
    ...later.map(({ action_invocation: one }) => ({ one, when: 'is deferred, and runs by a later plan' })),
  ].map(({ one: { address, type, lifecycle_action_trigger: trigger }, when }) => {
    const event = (trigger?.action_trigger_event ?? '').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
    const by =
      trigger === undefined ? '' : ` (${event} of ${trigger.triggering_resource_address ?? 'a resource'})`;
    return { address, why: `the action ${type} ${when}${by}: no resource shows what it does, read its plan` };
  });
}

/** Programs on the machine that applies, and data and ephemeral resources that do more than read. */
function programDangers(plan: Plan): readonly LoudChange[] {
  const { configuration, resource_changes: changes } = plan;
  const { resources = [], module_calls: modules = {} } = configuration?.root_module ?? {};
  const moving = changes.filter((one) =>
    ['created', 'replaced', 'destroyed'].includes(changeKindOf(one) ?? ''),
  );
  return [
    ...resources.flatMap(({ address, provisioners }) => {
      const programs = provisioners.filter((one) => !isPause(one));
      return moving.some((one) => one.address === address || one.address.startsWith(`${address}[`))
        ? programs.map((one) => ({ address, why: programWords(one) }))
        : [];
    }),
    // Also where no resource changes: opening one invokes a function or reads a secret by itself.
    ...resources
      .filter(({ mode }) => mode === 'ephemeral')
      .map(({ address, type }) => ({
        address,
        why: `${type} is opened in each plan and apply: no change shows what it does`,
      })),
    ...Object.keys(modules)
      .map((name) => `module.${name.replaceAll('`', "'")}`)
      .filter((module) => moving.some(({ address }) => /^[.[]/.test(address.replace(module, ''))))
      .map((address) => ({
        address,
        why: 'the summary does not read the configuration of modules, which may run programs: read it',
      })),
  ];
}
