import { DescribeFleetAttributesCommand } from '@aws-sdk/client-gamelift';
import { isRefusal } from '../aws/failures';
import { type GameLiftRegions, regionOf } from '../aws/gamelift-regions';

/** Which fleets have a certificate: their players connect with TLS, to the certificate's host name. */
export interface FleetCertificates {
  /**
   * @param gameSessionArn `arn:aws:gamelift:<Region>::gamesession/<fleet id>/…`
   * @returns false for a fleet that is gone, together with its sessions
   * @throws RangeError when the text is not the ARN of a game session; the error of GameLift, or of the
   * connection to it
   */
  tlsOf(gameSessionArn: string): Promise<boolean>;
}

/** Asks once for each fleet: a fleet keeps its certificate as long as it lives (CreateFleet). */
export function createFleetCertificates(gamelift: GameLiftRegions): FleetCertificates {
  const known = new Map<string, boolean>();
  return {
    async tlsOf(gameSessionArn) {
      const fleetId = /:gamesession\/([^/]+)/.exec(gameSessionArn)?.[1];
      if (fleetId === undefined)
        throw new RangeError(`${gameSessionArn} names no fleet: it is not the ARN of a game session`);
      const before = known.get(fleetId);
      if (before !== undefined) return before;
      const { FleetAttributes } = await gamelift
        .in(regionOf(gameSessionArn))
        .send(new DescribeFleetAttributesCommand({ FleetIds: [fleetId] }))
        .catch((error: unknown) => {
          if (isRefusal(error, 'NotFoundException')) return { FleetAttributes: [] };
          throw error;
        });
      const fleet = FleetAttributes?.find((candidate) => candidate.FleetId === fleetId);
      const tls = fleet?.CertificateConfiguration?.CertificateType === 'GENERATED';
      if (fleet !== undefined) known.set(fleetId, tls);
      return tls;
    },
  };
}
