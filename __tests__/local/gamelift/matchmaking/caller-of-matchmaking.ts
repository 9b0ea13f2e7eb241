import { afterEach } from '@jest/globals';
import { type Caller, type Json, startCaller } from '../caller';
import { describeAll, type TicketSeen } from '../seen-tickets';

export const queue = 'arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/q1';
export const team = (minPlayers: number, maxPlayers: number, more: Json = {}): string =>
  JSON.stringify({ ruleLanguageVersion: '1.0', teams: [{ name: 'red', minPlayers, maxPlayers }], ...more });

let caller: Caller | undefined;

/** A local GameLift on a virtual clock with the configuration `duel`. */
export class Matchmaking {
  private constructor(readonly caller: Caller) {}

  static async configure(
    ruleSet: string,
    configuration: Json = {},
    hosting: 'hold' | 'none' = 'hold',
  ): Promise<Matchmaking> {
    caller = await startCaller({ clock: 'virtual', hosting, seed: 3 });
    await caller.ok('CreateMatchmakingRuleSet', { Name: 'rs', RuleSetBody: ruleSet });
    const standalone = configuration['FlexMatchMode'] === 'STANDALONE';
    await caller.ok('CreateMatchmakingConfiguration', {
      Name: 'duel',
      RuleSetName: 'rs',
      AcceptanceRequired: false,
      RequestTimeoutSeconds: 120,
      ...(!standalone ? { GameSessionQueueArns: [queue] } : {}),
      ...configuration,
    });
    return new Matchmaking(caller);
  }

  start(id: string, ...players: readonly string[]): Promise<Json> {
    return this.caller.ok('StartMatchmaking', {
      TicketId: id,
      ConfigurationName: 'duel',
      Players: (players.length === 0 ? [`p-${id}`] : players).map((PlayerId) => ({ PlayerId })),
    });
  }

  async ticket(id: string): Promise<TicketSeen> {
    const [found] = await describeAll(this.caller, [id]);
    if (found === undefined) throw new Error(`no ticket ${id}`);
    return found;
  }

  async statuses(...ids: readonly string[]): Promise<readonly string[]> {
    return Promise.all(ids.map(async (id) => (await this.ticket(id)).Status));
  }

  async types(): Promise<readonly unknown[]> {
    return (await this.caller.events()).map(({ detail }) => detail['type']);
  }

  answer(id: string, AcceptanceType: 'ACCEPT' | 'REJECT', ...players: readonly string[]): Promise<string> {
    return this.caller.fault('AcceptMatch', {
      TicketId: id,
      PlayerIds: players.length === 0 ? [`p-${id}`] : players,
      AcceptanceType,
    });
  }
}

/** Makes what the tests of the suite share, and ends it after them. */
export function useCaller(): void {
  afterEach(async () => {
    await caller?.close();
    caller = undefined;
  });
}
