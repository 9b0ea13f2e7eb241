/**
 * An AWS service acts for every account. A resource that lets it in must also ask for whom it acts; otherwise
 * any account can have the service use the resource (IAM user guide, "The confused deputy problem").
 */

/** Operators that a missing or another value fails. */
const demands = /^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like))$/;
const accountKeys = /^(aws:sourceaccount|aws:sourceowner|kms:calleraccount)$/;
const arnKeys = /^(aws:sourcearn|kms:encryptioncontext:.+)$/;
const organizationKeys = /^aws:sourceorg(id|paths)$/;

/**
 * Services that create a log stream send no source (aws-samples/serverless-patterns 618); it holds no line
 * yet.
 */
const withoutSource: readonly string[] = ['logs:createlogstream'];

/** Whether the ARN of a caller, or a pattern of ARNs, takes in callers of any account. */
export function ofAnyAccount(arn: string): boolean {
  const [, , service, , owner, ...rest] = arn.split(':');
  // The star of a short pattern stands for the account, too.
  if (owner === undefined || rest.length === 0) return arn === '' || /[*?]/.test(arn);
  if (owner !== '') return /[*?]/.test(owner);
  // The name of a bucket names its owner as well, but anybody may own the next one that a pattern matches.
  const named = rest.join(':');
  return /[*?]/.test(service === 's3' ? named.replace(/\/.*$/s, '') : named);
}

/**
 * Whether conditions hold a service to the work of named accounts, organizations or resources.
 * @param conditions `key operator` → values, one of which must match
 */
export function holdToAnAccount(conditions: ReadonlyMap<string, readonly string[]>): boolean {
  return [...conditions].some(([name, values]) => {
    const [key, operator] = splitName(name);
    return demands.test(operator) && values.length > 0 && values.every((value) => isNamed(key, value));
  });
}

/** Whether an action of a service is one that it asks for without saying for whom. */
export function asksWithoutSource(action: string): boolean {
  return withoutSource.includes(action.toLowerCase());
}

function splitName(name: string): readonly [key: string, operator: string] {
  const at = name.lastIndexOf(' ');
  return [name.slice(0, at).toLowerCase(), name.slice(at + 1)];
}

function isNamed(key: string, value: string): boolean {
  if (accountKeys.test(key)) return /^\d{12}$/.test(value);
  if (arnKeys.test(key)) return value.startsWith('arn:') && !ofAnyAccount(value);
  return organizationKeys.test(key) && /^o-[a-z0-9]{10,32}(\/|$)/.test(value);
}
