import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { at, type Caller, type Json, startCaller } from '../../local/gamelift/caller';

interface Step {
  readonly at: number;
  readonly call?: string;
  readonly input?: Json;
  readonly output?: Json;
  readonly outputMatches?: Readonly<Record<string, string>>;
  readonly outputTicketIds?: readonly string[];
  readonly error?: string;
  readonly state?: Readonly<Record<string, TicketExpectation>>;
  readonly hosting?: string;
  readonly bind?: string;
}

interface TicketExpectation {
  readonly Status?: string | readonly string[];
  readonly StatusOneOf?: readonly string[];
  readonly has?: readonly string[];
  readonly lacks?: readonly string[];
  readonly connectionHas?: readonly string[];
  readonly matchedPlayerIds?: readonly string[];
  readonly playerTeams?: Readonly<Record<string, string>>;
  readonly reasonContains?: string;
}

interface Sequence {
  readonly id: string;
  readonly title: string;
  readonly ruleSet: string;
  readonly configuration: Json;
  readonly hosting: 'none' | 'hold' | 'auto-for-backfill';
  readonly steps: readonly Step[];
  readonly events?: {
    readonly mustInclude?: ReadonlyArray<{
      readonly type: string;
      readonly ticketIds?: readonly string[];
      readonly detail?: Json;
    }>;
    readonly mustNotInclude?: readonly string[];
    readonly mustNotIncludeFor?: ReadonlyArray<readonly [string, string]>;
    readonly order?: readonly string[];
    readonly minCount?: Readonly<Record<string, number>>;
    readonly serverUpdates?: ReadonlyArray<{
      readonly reason: string;
      readonly backfillTicketId: string;
      readonly playersNow?: readonly string[];
    }>;
  };
}

interface TicketSeen {
  readonly ticketId: string;
}

const folder = path.join(process.cwd(), '__tests__', 'conformance', 'gamelift');
const read = <Value>(...names: string[]): Value =>
  JSON.parse(fs.readFileSync(path.join(folder, ...names), 'utf8')) as Value;
const sequences = fs
  .readdirSync(path.join(folder, 'lifecycle'))
  .sort()
  .map((name) => read<Sequence>('lifecycle', name));

class Player {
  readonly #caller: Caller;
  readonly #sequence: Sequence;

  readonly #bound = new Map<string, string>();
  #now = 0;

  constructor(caller: Caller, sequence: Sequence) {
    this.#caller = caller;
    this.#sequence = sequence;
  }

  async play(): Promise<void> {
    await this.#caller.ok('CreateMatchmakingRuleSet', {
      Name: 'rs',
      RuleSetBody: JSON.stringify(read(this.#sequence.ruleSet)),
    });
    await this.#caller.ok('CreateMatchmakingConfiguration', {
      RuleSetName: 'rs',
      ...this.#sequence.configuration,
    });
    for (const step of this.#sequence.steps) await this.#step(step);
    await this.#events();
  }

  async #step(step: Step): Promise<void> {
    // Steps of a moment are applied before the engine looks at the pool.
    if (step.at > this.#now) await this.#caller.advance(step.at);
    this.#now = step.at;
    if (step.call !== undefined) await this.#call(step.call, step);
    if (step.hosting !== undefined) {
      const decided =
        step.hosting === 'UNAVAILABLE'
          ? await this.#caller.hosting('UNAVAILABLE')
          : await this.#caller.hosting(step.hosting);
      if (step.bind !== undefined) this.#bound.set(step.bind, String(decided['gameSessionArn']));
    }
    for (const [id, expected] of Object.entries(step.state ?? {})) {
      if (id === 'sameGameSession') await this.#sameGameSession(expected.Status as readonly string[]);
      else await this.#ticket(id, expected);
    }
  }

  #resolve(value: unknown): unknown {
    if (typeof value === 'string') return this.#bound.get(value) ?? value;
    if (Array.isArray(value)) return value.map((item) => this.#resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#resolve(item)]));
  }

  async #call(operation: string, step: Step): Promise<void> {
    const { status, body } = await this.#caller.raw(operation, this.#resolve(step.input));
    if (step.error !== undefined) {
      expect({ status, type: body['__type'] }).toEqual({ status: 400, type: step.error });
      return;
    }
    expect({ operation, status, body }).toMatchObject({ operation, status: 200 });
    if (step.output !== undefined) expect(body).toMatchObject(step.output);
    for (const [where, pattern] of Object.entries(step.outputMatches ?? {}))
      expect(String(at(body, where))).toMatch(new RegExp(pattern));
    if (step.outputTicketIds !== undefined)
      expect((body['TicketList'] as readonly Json[]).map(({ TicketId }) => TicketId)).toEqual(
        step.outputTicketIds,
      );
  }

  async #describe(id: string): Promise<Json> {
    const { TicketList } = await this.#caller.ok('DescribeMatchmaking', { TicketIds: [id] });
    const [ticket] = TicketList as readonly Json[];
    if (ticket === undefined) throw new Error(`no ticket ${id}`);
    return ticket;
  }

  async #ticket(id: string, expected: TicketExpectation): Promise<void> {
    const ticket = await this.#describe(id);
    const where = `${this.#sequence.id} ${id} at ${this.#now}`;
    if (expected.Status !== undefined)
      expect({ where, Status: ticket['Status'] }).toEqual({ where, Status: expected.Status });
    if (expected.StatusOneOf !== undefined) expect(expected.StatusOneOf).toContain(ticket['Status']);
    for (const key of expected.has ?? []) expect(ticket).toHaveProperty(key);
    for (const key of expected.lacks ?? []) expect(ticket).not.toHaveProperty(key);
    for (const key of expected.connectionHas ?? [])
      expect(ticket['GameSessionConnectionInfo']).toHaveProperty(key);
    if (expected.matchedPlayerIds !== undefined)
      expect(
        (at(ticket, 'GameSessionConnectionInfo.MatchedPlayerSessions') as readonly Json[])
          .map(({ PlayerId }) => PlayerId)
          .sort(),
      ).toEqual([...expected.matchedPlayerIds].sort());
    for (const [player, team] of Object.entries(expected.playerTeams ?? {}))
      expect(
        (ticket['Players'] as readonly Json[]).find(({ PlayerId }) => PlayerId === player),
      ).toMatchObject({ Team: team });
    if (expected.reasonContains !== undefined)
      expect(`${String(ticket['StatusReason'])} ${String(ticket['StatusMessage'])}`).toContain(
        expected.reasonContains,
      );
  }

  async #sameGameSession(ids: readonly string[]): Promise<void> {
    const arns = await Promise.all(
      ids.map(async (id) => at(await this.#describe(id), 'GameSessionConnectionInfo.GameSessionArn')),
    );
    expect(arns[0]).toEqual(expect.any(String));
    expect(new Set(arns).size).toBe(1);
  }

  async #events(): Promise<void> {
    const {
      mustInclude = [],
      mustNotInclude = [],
      mustNotIncludeFor = [],
      order = [],
      minCount = {},
      serverUpdates = [],
    } = this.#sequence.events ?? {};
    const sent = (await this.#caller.events()).map(({ detail }) => detail);
    const of = (type: string): readonly Json[] => sent.filter((detail) => detail['type'] === type);
    const tickets = (detail: Json): readonly string[] =>
      ((detail['tickets'] as readonly TicketSeen[] | undefined) ?? []).map(({ ticketId }) => ticketId);
    for (const { type, ticketIds = [], detail } of mustInclude) {
      expect(of(type).length).toBeGreaterThan(0);
      const seen = new Set(of(type).flatMap(tickets));
      for (const id of ticketIds) expect(seen).toContain(id);
      if (detail !== undefined) expect(of(type)).toContainEqual(expect.objectContaining(detail));
    }
    for (const type of mustNotInclude) expect(of(type)).toEqual([]);
    for (const [type, ticket] of mustNotIncludeFor) expect(of(type).flatMap(tickets)).not.toContain(ticket);
    const first = order.map((type) => sent.findIndex((detail) => detail['type'] === type));
    expect(first).toEqual([...first].sort((a, b) => a - b));
    for (const [key, least] of Object.entries(minCount)) {
      const [type = '', ticket = ''] = key.split(':');
      expect(of(type).filter((detail) => tickets(detail).includes(ticket)).length).toBeGreaterThanOrEqual(
        least,
      );
    }
    const updates = (await this.#caller.state())['serverUpdates'] as readonly Json[];
    for (const { playersNow, ...update } of serverUpdates) {
      const found = updates.find(
        (candidate) =>
          candidate['reason'] === update.reason && candidate['backfillTicketId'] === update.backfillTicketId,
      );
      expect(found).toMatchObject(update);
      if (playersNow !== undefined) {
        const data = JSON.parse(String(found?.['matchmakerData'])) as {
          readonly teams: ReadonlyArray<{ readonly players: ReadonlyArray<{ readonly playerId: string }> }>;
        };
        expect(data.teams.flatMap(({ players }) => players.map(({ playerId }) => playerId)).sort()).toEqual(
          [...playersNow].sort(),
        );
      }
    }
  }
}

describe('ticket lifecycles of the conformance corpus, over HTTP on a virtual clock', () => {
  let caller: Caller | undefined;
  afterEach(async () => {
    await caller?.close();
    caller = undefined;
  });

  it('holds sequences', () => {
    expect(sequences.length).toBeGreaterThanOrEqual(19);
  });

  it.each(sequences.map((sequence) => [sequence.id, sequence.title, sequence] as const))(
    '%s: %s',
    async (_id, _title, sequence) => {
      caller = await startCaller({
        clock: 'virtual',
        hosting: sequence.hosting === 'none' ? 'none' : 'hold',
        seed: 1,
      });
      await new Player(caller, sequence).play();
    },
  );
});
