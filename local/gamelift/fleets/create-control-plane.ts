/** Wires scripts, builds, fleets, aliases, scaling, tags and CloudFormation together behind the interface. */
import { AliasStore } from '../aliases/alias-store';
import { aliasOperations } from '../aliases/alias-operations';
import { ownCredentials } from '../aws-signature';
import { buildOperations } from '../builds/build-operations';
import { BuildStore } from '../builds/build-store';
import { uploadsClaimant } from '../builds/uploads';
import { createCloudFormation } from '../cloudformation/endpoint';
import { type ControlPlane, type ControlPlaneOptions, type SessionCounts } from '../control-plane';
import { GameLiftFault } from '../faults';
import { nameHere } from '../identity';
import { scalingOperations } from '../scaling/scaling-operations';
import { Autoscaler } from '../scaling/autoscaler';
import { fleetMetrics } from '../scaling/metrics';
import { scriptOperations } from '../scripts/script-operations';
import { createS3Reader } from '../scripts/s3';
import { ScriptStore } from '../scripts/script-store';
import { tagOperations } from '../tags/tag-operations';
import { changeFleetOperations } from './change-operations';
import { createFleetOperation } from './create-fleet';
import { describeFleetOperations } from './describe-operations';
import { EventLog } from './event-log';
import { type FleetRecord } from './fleet-record';
import { Fleets } from './fleets';
import { type LiveFleet } from './live-fleet';
import { type ControlPlaneSettings, defaultSettings } from './settings';

/** Taggable resources outside the control plane: kind in the ARN → collection of the state, by name. */
const keptElsewhere: ReadonlyMap<string, string> = new Map([
  ['gamesessionqueue', 'queues'],
  ['matchmakingconfiguration', 'matchmakingConfigurations'],
  ['matchmakingruleset', 'ruleSets'],
]);

/** Makes the control plane. Fleets, stacks and their contents are restored from the state at once. */
export function createControlPlane(
  options: ControlPlaneOptions,
  given: Partial<ControlPlaneSettings>,
): ControlPlane {
  const settings = { ...defaultSettings, ...given };
  const { context, sessions, folder } = options;
  const { state } = context;
  const scripts = new ScriptStore(context, state, folder);
  const completed = scripts.completeRecords();
  if (completed.length > 0)
    context.log(`each start compares the zips of these scripts from now on: ${completed.join(', ')}`);
  const builds = new BuildStore(context, state);
  const aliases = new AliasStore(context, state);
  const fleets = new Fleets(
    {
      ...options,
      records: state.collection<FleetRecord>('fleets'),
      events: new EventLog(state),
      scripts,
      settings,
    },
    aliases,
  );
  const autoscaler = new Autoscaler(context.clock, fleets, sessions, settings);
  return {
    fleets,
    operations: operationsOf(options, settings, { scripts, builds, aliases, fleets }),
    claimants: [
      uploadsClaimant(
        builds,
        () => context.clock.now(),
        (line) => context.warn(line),
      ),
    ],
    cloudFormation: (call, types) =>
      createCloudFormation({
        types,
        place: context,
        clock: context.clock,
        ids: context.ids,
        state,
        call,
        log: (line) => {
          context.log(line);
        },
      }),
    describe: () => ({
      fleets: fleets.fleets().map((fleet) => describeLiveFleet(fleet, sessions)),
      aliases: aliases.all(),
      scripts: scripts.all(),
    }),
    close: async () => {
      autoscaler.close();
      await fleets.close();
    },
  };
}

interface Stores {
  readonly scripts: ScriptStore;
  readonly builds: BuildStore;
  readonly aliases: AliasStore;
  readonly fleets: Fleets;
}

function operationsOf(
  { context, sessions }: ControlPlaneOptions,
  settings: ControlPlaneSettings,
  stores: Stores,
): ControlPlane['operations'] {
  const { scripts, builds, aliases, fleets } = stores;
  return [
    ...scriptOperations({
      scripts,
      s3: settings.objects ?? createS3Reader(s3Options(settings, context.region)),
      updated: (record) => fleets.scriptUpdated(record),
      deleted: (record) => {
        fleets.scriptDeleted(record);
        return Promise.resolve();
      },
    }),
    ...buildOperations(builds),
    createFleetOperation({ fleets, scripts, builds, settings }),
    ...describeFleetOperations(fleets, sessions),
    ...changeFleetOperations(fleets),
    ...aliasOperations(aliases, fleets),
    ...scalingOperations(fleets),
    ...tagOperations(taggable(context, stores)),
  ];
}

/** Whether a resource exists; undefined: resources of this kind have no tags. @param kind as in the ARN */
function taggable(
  context: ControlPlaneOptions['context'],
  { scripts, builds, aliases, fleets }: Stores,
): (kind: string, arn: string) => boolean | undefined {
  const exists = (kind: string, arn: string): boolean | undefined => {
    switch (kind) {
      case 'script':
        return scripts.find(arn) !== undefined;
      case 'build':
        return builds.get(arn) !== undefined;
      case 'alias':
        return aliases.find(arn) !== undefined;
      case 'fleet':
        return fleets.fleet(arn) !== undefined;
      default: {
        const collection = keptElsewhere.get(kind);
        return collection === undefined
          ? undefined
          : context.state.collection<object>(collection).has(nameHere(context, arn, kind) ?? '');
      }
    }
  };
  return (kind, arn) => {
    try {
      return exists(kind, arn);
    } catch (error) {
      if (error instanceof GameLiftFault) return false;
      throw error;
    }
  };
}

/** A fleet as the console shows it. */
const describeLiveFleet = (fleet: LiveFleet, sessions: SessionCounts) => ({
  fleetId: fleet.fleetId,
  name: fleet.record.name,
  status: fleet.status,
  certificate: fleet.record.certificate,
  policies: fleet.record.policies,
  locations: fleet.locations.map((location) => ({
    location: location.location,
    status: location.status,
    desired: location.record.desired,
    minimum: location.record.minimum,
    maximum: location.record.maximum,
    instances: location.record.instances,
    freeProcesses: location.freeProcesses,
    metrics: fleetMetrics(fleet, location, sessions),
  })),
  events: fleet.events().slice(-20),
});

function s3Options(settings: ControlPlaneSettings, region: string) {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  return {
    region,
    endpoint: settings.s3Endpoint ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL,
    credentials: ownCredentials(),
  };
}
