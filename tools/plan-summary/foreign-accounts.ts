/** The account in an ARN, or in the address of a queue or a registry, anywhere in a text. */
const accounts =
  /arn:[\w-]*:[\w-]*:[\w-]*:(\d{12}):|(\d{12})\.dkr\.ecr\.|\.amazonaws\.com(?:\.cn)?\/(\d{12})\//g;

/**
 * Accounts besides the stack's own that a value names and the old one did not.
 * @param account of the stack; undefined where the configuration does not hold it to one
 */
export function newAccounts(is: unknown, was: unknown, account: string | undefined): readonly string[] {
  if (account === undefined) return [];
  const before = accountsIn(was);
  return [...accountsIn(is)].filter((found) => found !== account && !before.has(found));
}

/** A warning for each argument that names another account, unless another warning covers it. */
export function foreignDangers(
  names: readonly string[],
  is: Readonly<Record<string, unknown>>,
  was: Readonly<Record<string, unknown>>,
  account: string | undefined,
  warnings: readonly string[],
): readonly string[] {
  return names.flatMap((name) =>
    newAccounts(is[name], was[name], account)
      .filter((found) => !warnings.some((why) => why.includes(found)))
      .map((found) => `${name} names a resource of account ${found}`),
  );
}

function accountsIn(value: unknown): ReadonlySet<string> {
  const text = JSON.stringify(value ?? null);
  return new Set([...text.matchAll(accounts)].flatMap(([, ...found]) => found.filter(Boolean)));
}
