/** `aud` of our access tokens, which the JWT authorizer requires. */
export const tokenAudience = 'turnlift';
/** The lifetime of an access token. */
export const accessTokenSeconds = 900;
/** How long a session may be refreshed before the player has to sign in again. */
export const refreshSeconds = 30 * 24 * 3600;
