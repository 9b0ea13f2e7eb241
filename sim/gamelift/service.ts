import { type EventEnvelope } from '../../contract/events';
import { configurationName, queueName } from '../../contract/names';
import { type Backend } from '../../definition';
import { type Context } from '../../local/gamelift/context';
import { createEventBus } from '../../local/gamelift/events/bus';
import { EventDelivery } from '../../local/gamelift/events/delivery';
import { LateFleets } from '../../local/gamelift/late-fleets';
import { configurationOperations } from '../../local/gamelift/matchmaking/configuration-operations';
import { MatchmakingService } from '../../local/gamelift/matchmaking/matchmaking';
import { ticketOperations } from '../../local/gamelift/matchmaking/ticket-operations';
import { createCall, operation } from '../../local/gamelift/operation';
import { placementOperations } from '../../local/gamelift/placement/placement-operations';
import { Placements } from '../../local/gamelift/placement/placements';
import { type Call } from '../../local/gamelift/protocol/call';
import { Ring } from '../../local/gamelift/ring';
import { gameSessionOperations } from '../../local/gamelift/sessions/game-session-operations';
import { playerSessionOperations } from '../../local/gamelift/sessions/player-session-operations';
import { sessionReports } from '../../local/gamelift/sessions/reports';
import { Sessions } from '../../local/gamelift/sessions/sessions';
import { State } from '../../local/gamelift/state/state';
import { Tags } from '../../local/gamelift/tag-store';
import { type Common } from '../host';
import { Fleet, type ScriptStarter } from './fleet';
import { place, prefix } from './place';

export interface GameLiftSettings {
  readonly backend: Pick<Backend, 'matchmakings'>;
  /** Maximum number of script processes of the fleet. */
  readonly processes: number;
  readonly placementSeconds: number;
  readonly ticketSeconds: number;
  /** Accepts an event; when it throws, the event is delivered again later. */
  deliver(event: EventEnvelope): void | Promise<void>;
  readonly startScript: ScriptStarter;
}

/** GameLift of one world: the local GameLift's own lifecycle of tickets, placements and sessions. */
export class GameLift {
  readonly sessions: Sessions;
  readonly matchmaking: MatchmakingService;
  readonly placements: Placements;
  readonly fleet: Fleet;
  readonly #call: Call;
  #requests = 0;

  constructor(common: Common, settings: GameLiftSettings) {
    const { clock, chance, trace } = common;
    const state = State.memory();
    const ids = { uuid: () => chance.uuid('gamelift') };
    const log = (line: string): void => trace.add('gamelift', line);
    const fleets = new LateFleets();
    const context: Context = {
      ...place,
      clock,
      ids,
      state,
      events: createEventBus(place, clock, ids, faultyDelivery(common, state, settings, log)),
      tags: new Tags(state),
      hosting: 'local',
      log,
      warn: log,
      fleets,
    };
    this.sessions = new Sessions(context);
    this.placements = new Placements(context, this.sessions);
    this.matchmaking = new MatchmakingService(context, this.sessions, this.placements, {
      seed: chance.between('matchmaker', 1, 2 ** 30),
      openQuestions: {},
    });
    this.fleet = new Fleet(
      common,
      settings.processes,
      (fleetId, location) => sessionReports(context, this.sessions, fleetId, location),
      settings.startScript,
    );
    fleets.bind(this.fleet);
    this.#call = createCall(
      context,
      [
        ...gameSessionOperations(this.sessions, () => ''),
        ...playerSessionOperations(this.sessions),
        ...placementOperations(this.placements),
        ...configurationOperations(this.matchmaking, this.placements),
        ...ticketOperations(this.matchmaking, this.sessions),
        operation('DescribeFleetAttributes', () => ({ FleetAttributes: [this.fleet.attributes] })),
      ],
      new Ring(1),
    );
  }

  /** Creates the queue and one configuration per matchmaking, as templates/ would. */
  async provision({ backend, placementSeconds, ticketSeconds }: GameLiftSettings): Promise<void> {
    const queue = await this.call('CreateGameSessionQueue', {
      Name: queueName(prefix),
      TimeoutInSeconds: placementSeconds,
      Destinations: [{ DestinationArn: this.fleet.attributes.FleetArn }],
    });
    const arn = arnOf(queue);
    for (const { key, ruleSet, acceptanceSeconds } of backend.matchmakings.values()) {
      await this.call('CreateMatchmakingRuleSet', { Name: `${prefix}-${key}`, RuleSetBody: ruleSet.body });
      await this.call('CreateMatchmakingConfiguration', {
        Name: configurationName(prefix, key),
        RuleSetName: `${prefix}-${key}`,
        GameSessionQueueArns: [arn],
        RequestTimeoutSeconds: ticketSeconds,
        AcceptanceRequired: acceptanceSeconds !== undefined,
        ...(acceptanceSeconds === undefined ? {} : { AcceptanceTimeoutSeconds: acceptanceSeconds }),
        FlexMatchMode: 'WITH_QUEUE',
        BackfillMode: 'MANUAL',
      });
    }
  }

  /** One call of the API. @throws GameLiftFault */
  async call(name: string, input: object): Promise<object> {
    this.#requests += 1;
    const result = await this.#call({
      operation: name,
      protocol: 'json',
      requestId: `r-${this.#requests}`,
      input: () => input,
    });
    if (result.fault !== undefined) throw result.fault;
    return result.output;
  }
}

function arnOf(answer: object): string {
  const queue: unknown = Reflect.get(answer, 'GameSessionQueue');
  const arn: unknown =
    typeof queue === 'object' && queue !== null ? Reflect.get(queue, 'GameSessionQueueArn') : undefined;
  if (typeof arn !== 'string') throw new TypeError('CreateGameSessionQueue answered without an ARN');
  return arn;
}

/** Events come late, twice, or only at a second attempt. */
function faultyDelivery(
  { clock, chance, faults }: Common,
  state: State,
  settings: GameLiftSettings,
  log: (line: string) => void,
): EventDelivery {
  const copies = (): readonly number[] => {
    const late = (): number =>
      faults.happens('event-late', 'bus') ? faults.size(100, 40_000) : chance.between('bus', 5, 80);
    return faults.happens('event-twice', 'bus') ? [late(), late()] : [late()];
  };
  const lostOnce = new Set<string>();
  return new EventDelivery(
    state,
    clock,
    {
      copies,
      atOnce: 1000,
      sink: ({ envelope }) => {
        if (!lostOnce.has(envelope.id) && faults.happens('event-lost-first', 'bus')) {
          lostOnce.add(envelope.id);
          throw new Error('lost on its way');
        }
        return settings.deliver(envelope);
      },
    },
    log,
  );
}
