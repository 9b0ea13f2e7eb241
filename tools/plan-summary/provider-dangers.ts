import { type LoudChange } from './loud-change';
import { type Plan } from './plan';
import { type ProviderPlace, placeWords } from './provider-place';

/** Providers that the stacks have, by their names in a configuration. */
const sources: Readonly<Record<string, string>> = {
  aws: 'registry.terraform.io/hashicorp/aws',
  terraform: 'terraform.io/builtin/terraform',
};

/** Arguments of a provider that say where it works, and decide nothing else. */
const ordinary: ReadonlySet<string> = new Set(['region', 'allowed_account_ids', 'default_tags']);
/** The arguments that a rehearsal adds (tools/rehearse): its addresses lead nowhere outside of it. */
const rehearsal: ReadonlySet<string> = new Set([
  'endpoints',
  'access_key',
  'secret_key',
  's3_use_path_style',
  'skip_credentials_validation',
  'skip_metadata_api_check',
  'skip_region_validation',
]);
/** Data that only looks: what AWS says of its resources, and the outputs of other stacks. */
const looks = /^(aws_|terraform_remote_state$)/;
/** Data of AWS that does more: it invokes, or what it reads is a secret. */
const doesMore = /invocation|secret|password|token|credential|parameter/;

type Provider = NonNullable<Plan['configuration']>['provider_config'][string];

/**
 * The dangers of the configured providers: every call of the plan and of the apply goes through one, with the
 * role of CI.
 * @param place of the environment's configuration
 */
export function providerDangers(plan: Plan, place: ProviderPlace | undefined): readonly LoudChange[] {
  return Object.entries(plan.configuration?.provider_config ?? {}).flatMap(([name, provider]) => {
    const kind = name.split('.')[0] ?? name;
    return [
      ...dangersOf(kind, provider),
      ...(kind === 'aws' ? placeWords(name, provider, plan, place) : []),
    ].map((why) => ({ address: `provider ${name.replaceAll('`', "'")}`, why }));
  });
}

function dangersOf(kind: string, { full_name: source, expressions }: Provider): readonly string[] {
  const known = Object.hasOwn(sources, kind) ? sources[kind] : undefined;
  if (source !== undefined && source !== known)
    return [`its program is ${source.replaceAll('`', "'")}, which runs with the rights of the deploy`];
  if (kind !== 'aws') return [];
  const rehearsed = isRehearsed(expressions['endpoints']);
  const others = Object.keys(expressions).filter(
    (argument) => !ordinary.has(argument) && !(rehearsed && rehearsal.has(argument)),
  );
  return [
    ...accountWords(expressions.allowed_account_ids?.constant_value),
    ...(others.length === 0
      ? []
      : [
          `${others.sort().join(', ').replaceAll('`', "'")}: where its requests go, and with whose ` +
            'rights, is given otherwise',
        ]),
  ];
}

/** The account guards the deploy, and the summary's own comparisons of accounts. */
function accountWords(allowed: unknown): readonly string[] {
  if (allowed === undefined)
    return ['it takes any account: the configuration does not name the account that the stack is for'];
  return Array.isArray(allowed) && allowed.length === 1
    ? []
    : ['it takes several accounts: the configuration does not say which of them the stack is for'];
}

/**
 * Whether all endpoints are those of a rehearsal: names below `invalid` exist nowhere (RFC 2606).
 * @param given the argument; undefined: AWS's own endpoints
 */
function isRehearsed(given: unknown): boolean {
  const text = JSON.stringify(given) ?? '';
  const addresses = [...text.matchAll(/"(https?:[^"]*)"/g)].map(([, address = '']) => address);
  return (
    addresses.length > 0 && addresses.every((one) => /^http:\/\/[a-z0-9-]+\.rehearsal\.invalid$/.test(one))
  );
}

/**
 * Data sources are read while a plan is made, before anyone has read it, and again in the apply. Some run a
 * program, some read secrets into the state.
 */
export function dataDangers({ configuration, resource_changes: changes }: Plan): readonly LoudChange[] {
  const read = (configuration?.root_module?.resources ?? []).filter(({ mode }) => mode === 'data');
  const changed = changes.filter(({ mode }) => mode === 'data');
  const all = new Map([...read, ...changed].map(({ address, type }) => [address, type]));
  return [...all]
    .filter(([, type]) => !looks.test(type) || doesMore.test(type))
    .map(([address, type]) => ({
      address,
      why: `${type} is read in each plan and apply: it may run a program, or read a secret`,
    }));
}
