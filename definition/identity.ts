import { type EnvironmentConfig, type LaptopConfig } from '../config';
import { type IdentityProvider } from '../contract/identity-providers';

type Identity = EnvironmentConfig['identity'] | LaptopConfig['identity'];

/** https://developers.google.com/identity/openid-connect/openid-connect: both forms of `iss` are in use. */
const google = {
  issuer: 'https://accounts.google.com',
  issuers: ['https://accounts.google.com', 'accounts.google.com'],
  origins: ['https://accounts.google.com', 'https://www.googleapis.com'],
};

/** https://developer.apple.com/documentation/signinwithapple/authenticating-users-with-sign-in-with-apple */
const apple = {
  issuer: 'https://appleid.apple.com',
  issuers: ['https://appleid.apple.com'],
  origins: ['https://appleid.apple.com'],
};

/** https://partner.steamgames.com/doc/features/auth#website */
const steamAt = 'https://steamcommunity.com/openid';

/** An environment's providers in the form that functions read. */
export function identityProvidersOf({ providers }: Identity): readonly IdentityProvider[] {
  return Object.entries(providers).map(([name, source]): IdentityProvider => {
    switch (source.kind) {
      case 'google':
        return { name, kind: 'oidc', ...google, audiences: source.audiences };
      case 'apple':
        return { name, kind: 'oidc', ...apple, audiences: source.audiences };
      case 'oidc': {
        const { issuer, audiences, keyOrigins } = source;
        const origins = [...new Set([issuer, ...keyOrigins].map((url) => new URL(url).origin))];
        return { name, kind: 'oidc', issuer, issuers: [issuer], origins, audiences };
      }
      case 'steam': {
        const at = source.openIdAt ?? steamAt;
        return {
          name,
          kind: 'steam',
          endpoint: `${at}/login`,
          claimedIdPrefix: `${at}/id/`,
          returnTo: source.returnTo,
        };
      }
    }
  });
}
