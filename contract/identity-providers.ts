import * as z from 'zod';

/**
 * The identity providers, as functions get them in `TURNLIFT_IDENTITY_PROVIDERS`: made from an environment's
 * file (definition/identity.ts).
 */
const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .max(20);

const oidc = z.strictObject({
  name,
  kind: z.literal('oidc'),
  /** Base URL of the discovery document. */
  issuer: z.url(),
  /** The valid values of `iss`: the issuer, and other spellings that it uses. */
  issuers: z.array(z.string()).min(1),
  /** Origins from which its keys may be read; requests to others are refused. */
  origins: z.array(z.url()).min(1),
  /** Client ids of the game: the valid values of `aud`. */
  audiences: z.array(z.string()).min(1),
});

const steam = z.strictObject({
  name,
  kind: z.literal('steam'),
  /** OpenID 2.0 endpoint: for the sign-in of players, and for checking an assertion. */
  endpoint: z.url(),
  /** The prefix of a player's id. */
  claimedIdPrefix: z.url(),
  /** Pages of the game that Steam may redirect a player to. */
  returnTo: z.array(z.url()).min(1),
});

const identityProvider = z.discriminatedUnion('kind', [oidc, steam]);
export type OidcProvider = z.infer<typeof oidc>;
export type SteamProvider = z.infer<typeof steam>;
export type IdentityProvider = z.infer<typeof identityProvider>;

/** @throws Error when the text is not a list of providers */
export function parseIdentityProviders(text: string): readonly IdentityProvider[] {
  return z.array(identityProvider).parse(JSON.parse(text));
}
