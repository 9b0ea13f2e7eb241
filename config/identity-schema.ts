import * as z from 'zod';
import { partName } from './names-of-parts';

/** Words that no player's name may have, unless an environment lists others. */
export const defaultReservedNames = [
  'admin',
  'administrator',
  'deleted player',
  'mod',
  'moderator',
  'official',
  'operator',
  'staff',
  'support',
  'system',
  'turnlift',
];

const audiences = z
  .array(
    z
      .string()
      .max(255)
      .regex(/^\S(.*\S)?$/, 'must be a client id, without spaces around it'),
  )
  .min(1, 'needs at least one client id of the game: what `aud` of a token must be');

/**
 * HTTPS, because the keys of an issuer decide whom the backend trusts. On a laptop, a test issuer on the same
 * machine may use HTTP.
 */
function address(where: 'cloud' | 'laptop') {
  return z
    .url({ protocol: /^https?$/, abort: true })
    .refine(
      (text) =>
        text.startsWith('https://') ||
        (where === 'laptop' && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(text).hostname)),
      'must begin with https://',
    );
}

/** Identity providers of players. The game must be registered with each of them. */
function provider(where: 'cloud' | 'laptop') {
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('apple'), audiences }),
    z.strictObject({ kind: z.literal('google'), audiences }),
    z.strictObject({
      kind: z.literal('oidc'),
      /** Exactly the `iss` of its tokens. */
      issuer: address(where),
      audiences,
      /** Origins of its keys, when they are not the issuer's, such as https://keys.our-id.example. */
      keyOrigins: z.array(address(where)).default([]),
    }),
    z.strictObject({
      kind: z.literal('steam'),
      /** Pages of the game to which Steam sends players back. */
      returnTo: z.array(address(where)).min(1),
      /** Another OpenID 2.0 provider with Steam's protocol: for tests on a laptop. */
      ...(where === 'laptop' ? { openIdAt: address(where).optional() } : {}),
    }),
  ]);
}

/** Where the players' ids of a provider are from. */
function sourceOf(source: z.infer<ReturnType<typeof provider>>): string {
  switch (source.kind) {
    case 'apple':
      return 'https://appleid.apple.com';
    case 'google':
      return 'https://accounts.google.com';
    case 'oidc':
      return source.issuer;
    case 'steam':
      return 'openIdAt' in source && typeof source.openIdAt === 'string' ? source.openIdAt : 'steam';
  }
}

/** Identities are stored by issuer and subject: two providers of one issuer would share them. */
function refuseSameIssuers(
  providers: Readonly<Record<string, z.infer<ReturnType<typeof provider>>>>,
  context: z.RefinementCtx,
): void {
  const names = new Map<string, string>();
  for (const [name, source] of Object.entries(providers)) {
    const other = names.get(sourceOf(source));
    if (other === undefined) names.set(sourceOf(source), name);
    else
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `has the issuer of ${other}: give one provider the audiences of both`,
      });
  }
}

/** The environment variables of a Lambda function hold 4 KB altogether. */
const maxProviderText = 2_000;
const maxReservedBytes = 1_200;

/** The settings of players' accounts in an environment. */
export function identitySettingsSchema(where: 'cloud' | 'laptop') {
  return z
    .strictObject({
      /** Words, or several words together, that no display name may contain. */
      reservedNames: z
        .array(
          z
            .string()
            .min(1)
            .max(32)
            .regex(/^[^,]*$/, 'must have no comma'),
        )
        .max(100)
        .superRefine((names, context) => {
          const bytes = Buffer.byteLength(names.join(','));
          if (bytes > maxReservedBytes)
            context.addIssue(
              `has ${bytes} bytes together, at most ${maxReservedBytes} are allowed: they are in a ` +
                "function's environment",
            );
        })
        .default(defaultReservedNames),
      /** By a name of your own. Linked identities contain the name, so it must not change. */
      providers: z
        .record(partName(20), provider(where))
        .default({})
        .superRefine(refuseSameIssuers)
        .superRefine((providers, context) => {
          const { length } = JSON.stringify(providers);
          if (length > maxProviderText)
            context.addIssue(
              `has ${length} characters as JSON, at most ${maxProviderText} are allowed: they are in ` +
                "a function's environment",
            );
        }),
    })
    .default({ reservedNames: defaultReservedNames, providers: {} });
}
