import { type AliasTarget } from '../fleet-registry';
import { GameLiftFault, notFound } from '../faults';
import { nameHere, type AccountRegion } from '../identity';
import { type Alias } from '../model/shapes';
import { type Collection } from '../state/collection';
import { type State } from '../state/state';

/** Times are epoch seconds. */
export interface AliasRecord {
  readonly aliasId: string;
  readonly aliasArn: string;
  readonly name: string;
  readonly description?: string;
  readonly target: AliasTarget;
  readonly creationTime: number;
  readonly lastUpdatedTime: number;
}

/** Aliases in the journaled state; each is found by its id or its ARN. */
export class AliasStore {
  readonly #place: AccountRegion;
  readonly #records: Collection<AliasRecord>;

  constructor(place: AccountRegion, state: State) {
    this.#place = place;
    this.#records = state.collection<AliasRecord>('aliases');
  }

  all(): AliasRecord[] {
    return [...this.#records.values()];
  }
  find(idOrArn: string): AliasRecord | undefined {
    return this.#records.get(nameHere(this.#place, idOrArn, 'alias') ?? '');
  }
  put(record: AliasRecord): AliasRecord {
    return this.#records.put(record.aliasId, record);
  }
  delete(record: AliasRecord): void {
    this.#records.delete(record.aliasId);
  }

  /** @throws GameLiftFault NotFoundException */
  get(idOrArn: string): AliasRecord {
    const found = this.find(idOrArn);
    if (!found) throw notFound(`Alias ${idOrArn} does not exist.`);
    return found;
  }

  /**
   * The fleet behind an alias.
   * @throws GameLiftFault NotFoundException, TerminalRoutingStrategyException with the alias's own message
   */
  fleetId(idOrArn: string): string {
    const { target } = this.get(idOrArn);
    if (target.kind === 'terminal')
      throw new GameLiftFault('TerminalRoutingStrategyException', target.message);
    return target.fleetId;
  }
}

export function describeAlias(record: AliasRecord): Alias {
  const { target } = record;
  return {
    AliasId: record.aliasId,
    AliasArn: record.aliasArn,
    Name: record.name,
    CreationTime: record.creationTime,
    LastUpdatedTime: record.lastUpdatedTime,
    RoutingStrategy:
      target.kind === 'fleet'
        ? { Type: 'SIMPLE', FleetId: target.fleetId }
        : { Type: 'TERMINAL', Message: target.message },
    ...(record.description === undefined ? {} : { Description: record.description }),
  };
}
