import { ConfigError, type EnvironmentConfig } from '../config';
import { closedHostProblem } from '../contract/public-address';

/** Where an address stands in an environment's file. */
type Keys = ReadonlyArray<string | number>;
type Refuse = (keys: Keys, address: string, words: string) => never;

/**
 * Refuses addresses in the cloud that the players' browsers or the functions could not use, or not safely.
 * @param file the environment's, for the message
 * @throws ConfigError
 */
export function checkAddresses(
  file: string,
  { api, data, identity, site }: Pick<EnvironmentConfig, 'api' | 'data' | 'identity' | 'site'>,
): void {
  const refuse: Refuse = (keys, address, words) => {
    const message = `${file}: ${keys.join('.')} is ${JSON.stringify(address)}${words}`;
    throw new ConfigError(message, { file, keys, value: address });
  };

  /** A page of one machine or network is for trying things, and so is an environment that may be deleted. */
  const checkPage = (keys: Keys, page: string): void => {
    const url = new URL(page);
    const isClosed = closedHostProblem(url.hostname) !== undefined;
    if (isClosed && data.deletionProtection)
      refuse(
        keys,
        page,
        ', which only one machine or network reaches: remove it, or set data.deletionProtection: ' +
          'false where no data is worth keeping',
      );
    if (!isClosed && url.protocol === 'http:')
      refuse(
        keys,
        page,
        ': it must begin with https://, or a network on the way can change the page and take its ' +
          `players' tokens: write ${page.replace(/^http:/, 'https:')}`,
      );
  };
  api.allowedOrigins.forEach((origin, index) => {
    if (origin !== '*') checkPage(['api', 'allowedOrigins', index], origin);
  });
  for (const [part, domain] of [
    ['api', api.domain],
    ['site', site?.domain],
  ] as const) {
    const problem = domain && closedHostProblem(domain.name);
    if (domain && problem !== undefined)
      refuse(
        [part, 'domain', 'name'],
        domain.name,
        `, which ${problem}: no public certificate is made for it, so write a name such as ` +
          `${part}.our-game.example`,
      );
  }
  checkProviders(identity, checkPage, refuse);
}

function checkProviders(
  { providers }: EnvironmentConfig['identity'],
  checkPage: (keys: Keys, page: string) => void,
  refuse: Refuse,
): void {
  /** Functions ask it for keys. */
  const checkIssuer = (keys: Keys, address: string): void => {
    const problem = closedHostProblem(new URL(address).hostname);
    if (problem !== undefined)
      refuse(
        keys,
        address,
        `, which ${problem}: functions fetch its keys, so write an address of the internet, such as ` +
          'https://id.our-game.example',
      );
  };
  for (const [name, provider] of Object.entries(providers)) {
    const at = ['identity', 'providers', name] as const;
    if (provider.kind === 'steam')
      provider.returnTo.forEach((page, index) => checkPage([...at, 'returnTo', index], page));
    if (provider.kind !== 'oidc') continue;
    checkIssuer([...at, 'issuer'], provider.issuer);
    provider.keyOrigins.forEach((origin, index) => checkIssuer([...at, 'keyOrigins', index], origin));
  }
}
