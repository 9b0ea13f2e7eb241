/** `aud` of our access tokens; the JWT authorizer asks for it. */
export const tokenAudience = 'turnlift';
/** How long an access token is good for. */
export const accessTokenSeconds = 900;
/** How long a session may be refreshed before the player's secret is asked for again. */
export const refreshSeconds = 30 * 24 * 3600;
