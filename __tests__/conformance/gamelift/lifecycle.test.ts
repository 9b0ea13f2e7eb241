import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { at, type Caller, type Json, objectsAt, startCaller } from '../../local/gamelift/caller';
import { jsonObject, parseFile, parseText } from '../../support/json-values';

const texts = z.array(z.string());

const ticketExpectation = z.strictObject({
  Status: z.optional(z.union([z.string(), texts])),
  StatusOneOf: z.optional(texts),
  has: z.optional(texts),
  lacks: z.optional(texts),
  connectionHas: z.optional(texts),
  matchedPlayerIds: z.optional(texts),
  playerTeams: z.optional(z.record(z.string(), z.string())),
  reasonContains: z.optional(z.string()),
});
type TicketExpectation = z.infer<typeof ticketExpectation>;

const step = z.object({
  at: z.number(),
  call: z.optional(z.string()),
  input: z.optional(jsonObject),
  output: z.optional(jsonObject),
  outputMatches: z.optional(z.record(z.string(), z.string())),
  outputTicketIds: z.optional(texts),
  error: z.optional(z.string()),
  state: z.optional(z.record(z.string(), ticketExpectation)),
  hosting: z.optional(z.string()),
  bind: z.optional(z.string()),
});
type Step = z.infer<typeof step>;

const sequence = z.object({
  id: z.string(),
  title: z.string(),
  ruleSet: z.string(),
  configuration: jsonObject,
  hosting: z.enum(['none', 'hold', 'auto-for-backfill']),
  steps: z.array(step),
  events: z.optional(
    z.strictObject({
      mustInclude: z.optional(
        z.array(
          z.strictObject({ type: z.string(), ticketIds: z.optional(texts), detail: z.optional(jsonObject) }),
        ),
      ),
      mustNotInclude: z.optional(texts),
      mustNotIncludeFor: z.optional(z.array(z.tuple([z.string(), z.string()]))),
      order: z.optional(texts),
      minCount: z.optional(z.record(z.string(), z.number())),
      serverUpdates: z.optional(
        z.array(
          z.strictObject({ reason: z.string(), backfillTicketId: z.string(), playersNow: z.optional(texts) }),
        ),
      ),
    }),
  ),
});
type Sequence = z.infer<typeof sequence>;

const playersOfTeams = z.object({
  teams: z.array(z.object({ players: z.array(z.object({ playerId: z.string() })) })),
});

const folder = '__tests__/conformance/gamelift';
const sequences = fs
  .readdirSync(path.join(process.cwd(), folder, 'lifecycle'))
  .sort()
  .map((name) => parseFile(sequence, folder, 'lifecycle', name));

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
      RuleSetBody: JSON.stringify(parseFile(jsonObject, folder, this.#sequence.ruleSet)),
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
      if (id === 'sameGameSession') await this.#sameGameSession(texts.parse(expected.Status));
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
      expect(objectsAt(body, 'TicketList').map(({ TicketId }) => TicketId)).toEqual(step.outputTicketIds);
  }

  async #describe(id: string): Promise<Json> {
    const answer = await this.#caller.ok('DescribeMatchmaking', { TicketIds: [id] });
    const [ticket] = objectsAt(answer, 'TicketList');
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
        objectsAt(ticket, 'GameSessionConnectionInfo.MatchedPlayerSessions')
          .map(({ PlayerId }) => PlayerId)
          .sort(),
      ).toEqual([...expected.matchedPlayerIds].sort());
    for (const [player, team] of Object.entries(expected.playerTeams ?? {}))
      expect(objectsAt(ticket, 'Players').find(({ PlayerId }) => PlayerId === player)).toMatchObject({
        Team: team,
      });
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
    const tickets = (detail: Json): readonly unknown[] =>
      detail['tickets'] === undefined ? [] : objectsAt(detail, 'tickets').map(({ ticketId }) => ticketId);
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
    const updates = objectsAt(await this.#caller.state(), 'serverUpdates');
    for (const { playersNow, ...update } of serverUpdates) {
      const found = updates.find(
        (candidate) =>
          candidate['reason'] === update.reason && candidate['backfillTicketId'] === update.backfillTicketId,
      );
      expect(found).toMatchObject(update);
      if (playersNow !== undefined) {
        const { teams } = parseText(playersOfTeams, String(found?.['matchmakerData']));
        expect(teams.flatMap(({ players }) => players.map(({ playerId }) => playerId)).sort()).toEqual(
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
