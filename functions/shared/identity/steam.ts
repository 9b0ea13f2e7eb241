import { type SteamProvider } from '../../../contract/identity-providers';
import { IdentityRefused } from './oidc';
import { askProvider, type Fetch, ProviderUnavailable } from './provider-fetch';

/** OpenID 2.0 as Steam implements it (OpenID Authentication 2.0, sections 10 and 11). */
const namespace = 'http://specs.openid.net/auth/2.0';
/** Fields that the signature must cover (section 10.1). */
const mustBeSigned = ['op_endpoint', 'return_to', 'response_nonce', 'assoc_handle', 'claimed_id', 'identity'];
/** The maximum age of an assertion, and the allowed difference of clocks, in seconds. */
const maxAgeSeconds = 600;
const toleranceSeconds = 60;

type Assertion = Readonly<Record<string, string>>;

/**
 * Verifies the assertion that a player brought back from Steam: its fields, and then with Steam itself
 * (check_authentication), which confirms it once.
 * @param nonce ours, which the page's address must carry
 * @param nowSeconds epoch seconds
 * @returns the id of the Steam account
 * @throws IdentityRefused | ProviderUnavailable
 */
export async function verifySteam(
  provider: SteamProvider,
  fetch: Fetch,
  assertion: Assertion,
  nonce: string,
  nowSeconds: number,
): Promise<string> {
  const account = claimedAccount(provider, assertion, nonce, nowSeconds);
  const { status, text } = await askProvider(fetch, [new URL(provider.endpoint).origin], provider.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...assertion, 'openid.mode': 'check_authentication' }).toString(),
  });
  if (status !== 200) throw new ProviderUnavailable(`${provider.endpoint} answered ${status}`);
  // Lines of `key:value` (section 4.1.1).
  const answer = new Map(
    text.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
  if (answer.get('is_valid') !== 'true')
    throw new IdentityRefused('Steam does not confirm the assertion, or did so before.');
  return account;
}

/** The account that the assertion claims, before Steam confirms it. @throws IdentityRefused */
function claimedAccount(
  provider: SteamProvider,
  assertion: Assertion,
  nonce: string,
  nowSeconds: number,
): string {
  const field = (name: string): string => assertion[`openid.${name}`] ?? '';
  const must = (holds: boolean, problem: string): void => {
    if (!holds) throw new IdentityRefused(`The assertion does not hold: ${problem}.`);
  };
  must(field('ns') === namespace, 'openid.ns is not OpenID 2.0');
  must(field('mode') === 'id_res', 'openid.mode is not id_res');
  must(field('op_endpoint') === provider.endpoint, 'openid.op_endpoint is not the endpoint of the provider');
  const signed = field('signed').split(',');
  for (const name of mustBeSigned) must(signed.includes(name), `openid.${name} is not signed`);
  must(
    isOurPage(provider, field('return_to'), nonce),
    'openid.return_to is not a page of the game with the nonce',
  );
  const made =
    Date.parse(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/.exec(field('response_nonce'))?.[0] ?? '') / 1000;
  must(
    made >= nowSeconds - maxAgeSeconds && made <= nowSeconds + toleranceSeconds,
    'openid.response_nonce is too old, or in the future',
  );
  must(field('identity') === field('claimed_id'), 'openid.identity and openid.claimed_id differ');
  const claimed = field('claimed_id');
  const account = claimed.startsWith(provider.claimedIdPrefix)
    ? claimed.slice(provider.claimedIdPrefix.length)
    : '';
  must(/^\d{1,20}$/.test(account), 'openid.claimed_id is not an account of the provider');
  return account;
}

function isOurPage({ returnTo }: SteamProvider, page: string, nonce: string): boolean {
  if (!URL.canParse(page)) return false;
  const url = new URL(page);
  const nonces = url.searchParams.getAll('nonce');
  if (nonces.length !== 1 || nonces[0] !== nonce) return false;
  return returnTo.some((known) => {
    const own = new URL(known);
    return own.origin === url.origin && own.pathname === url.pathname;
  });
}
