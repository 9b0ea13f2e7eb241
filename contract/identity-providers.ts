import * as z from 'zod';

/**
 * Who may vouch for a player, as functions get it in `TURNLIFT_IDENTITY_PROVIDERS`: made from an
 * environment's file (definition/identity.ts).
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
  /** What `iss` may be: the issuer, and other ways in which it writes itself. */
  issuers: z.array(z.string()).min(1),
  /** Origins that its keys may be read from; nothing else is asked. */
  origins: z.array(z.url()).min(1),
  /** Client ids of the game: what `aud` may be. */
  audiences: z.array(z.string()).min(1),
});

const steam = z.strictObject({
  name,
  kind: z.literal('steam'),
  /** OpenID 2.0 endpoint: where players sign in, and where an assertion is checked. */
  endpoint: z.url(),
  /** What a player's id begins with. */
  claimedIdPrefix: z.url(),
  /** Pages of the game that Steam may send a player back to. */
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
