/**
 * A warning for a matchmaking configuration whose sessions run on Realtime fleets. Source: FlexMatch guide,
 * "Automatic backfill": it is not available for Amazon GameLift Servers Realtime.
 * @param backfillMode as CreateMatchmakingConfiguration takes it
 * @returns undefined when there is nothing to warn about
 */
export function realtimeBackfillWarning(name: string, backfillMode: string | undefined): string | undefined {
  return backfillMode === 'AUTOMATIC'
    ? `matchmaking configuration ${name} asks for automatic backfill, which the FlexMatch guide does ` +
        'not offer with Realtime fleets: it works on this laptop, and may not in the cloud. Use ' +
        'BackfillMode MANUAL and StartMatchBackfill'
    : undefined;
}
