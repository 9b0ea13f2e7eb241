import { type LoudChange } from './loud-change';
import { type Plan } from './plan';

/** The account and the Region that an environment is configured for. */
export interface ProviderPlace {
  readonly account: string;
  readonly region: string;
}

type Provider = NonNullable<Plan['configuration']>['provider_config'][string];

/**
 * The differences between the place where a provider works and the places that are known: the environment's
 * configuration, and the ARNs of deployed resources. A provider of another Region finds none of the stack's
 * resources there, and makes them all a second time.
 * @param name of the provider in the configuration, such as `aws` or `aws.us-east-1`
 * @param place absent: the configuration is not known, as for a plan that is summarized alone
 */
export function placeWords(
  name: string,
  { expressions }: Provider,
  plan: Plan,
  place: ProviderPlace | undefined,
): readonly string[] {
  const { region: given, allowed_account_ids: allowed } = expressions;
  const region = given?.constant_value;
  const account = onlyOne(allowed?.constant_value);
  const [, alias] = name.split('.');
  const words = [
    ...(typeof region !== 'string'
      ? ['its Region is not given: the machine that runs Terraform decides it']
      : [
          ...(alias !== undefined && region !== alias
            ? [`it works in ${quoted(region)}, under the name of ${quoted(alias)}`]
            : []),
          ...(alias === undefined && place !== undefined && region !== place.region
            ? [`it works in ${quoted(region)}: the environment's configuration says ${place.region}`]
            : []),
        ]),
    ...(account !== undefined && place !== undefined && account !== place.account
      ? [`it is held to account ${quoted(account)}: the environment's configuration says ${place.account}`]
      : []),
  ];
  for (const [address, found] of deployedBy(name, plan)) {
    const elsewhere = [
      ...(typeof region === 'string' && found.region !== '' && found.region !== region ? [found.region] : []),
      ...(account !== undefined && found.account !== '' && found.account !== account
        ? [`account ${found.account}`]
        : []),
    ];
    // One resource shows it; the others would say the same.
    if (elsewhere.length > 0) {
      const worksIn = [region ?? 'a Region that is not given', account && `account ${account}`];
      const deployed = `${quoted(address)} is deployed in ${elsewhere.map(quoted).join(', ')}`;
      return [...words, `it works in ${worksIn.map(quoted).join(', ')}: ${deployed}`];
    }
  }
  return words;
}

const quoted = (text: unknown): string => String(text ?? 'any account').replaceAll('`', "'");

function onlyOne(allowed: unknown): string | undefined {
  return Array.isArray(allowed) && allowed.length === 1 ? String(allowed[0]) : undefined;
}

/**
 * New resources that are in another Region than their provider: provider 6 and newer gives each resource a
 * Region, by default that of its provider. A change of it is one that the summary does not know.
 */
export function regionDangers(plan: Plan): readonly LoudChange[] {
  const providers = plan.configuration?.provider_config ?? {};
  const providerOf = providersByAddress(plan);
  return plan.resource_changes.flatMap(({ address, mode, change: { actions, after } }) => {
    const own = providers[providerOf(address) ?? 'aws']?.expressions.region?.constant_value;
    const region = after?.['region'];
    return mode === 'managed' &&
      actions.includes('create') &&
      typeof own === 'string' &&
      typeof region === 'string' &&
      region !== own
      ? [{ address, why: `it is made in ${quoted(region)}: its provider works in ${quoted(own)}` }]
      : [];
  });
}

/** The places of the resources of one provider, by their ARNs before the plan and before any drift. */
function deployedBy(name: string, plan: Plan): ReadonlyMap<string, ProviderPlace> {
  const providerOf = providersByAddress(plan);
  const found = new Map<string, ProviderPlace>();
  for (const { address, change } of [...plan.resource_drift, ...plan.resource_changes]) {
    const arn = change.before?.['arn'];
    if (typeof arn !== 'string' || providerOf(address) !== name) continue;
    const [, , , region = '', account = ''] = arn.split(':');
    if (!found.has(address)) found.set(address, { region, account });
  }
  return found;
}

/** The name of a resource's provider, by the resource's address; the instances of one resource share it. */
function providersByAddress({ configuration }: Plan): (address: string) => string | undefined {
  const names = new Map(
    (configuration?.root_module?.resources ?? []).map((one) => [one.address, one.provider_config_key]),
  );
  return (address) => names.get(address.replace(/\[[^\]]*\]$/, ''));
}
