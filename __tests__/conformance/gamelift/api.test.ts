import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { type Caller, startCaller } from '../../local/gamelift/caller';
import { jsonObject, parseFile } from '../../support/json-values';

const { rows } = parseFile(
  z.object({
    rows: z.array(
      z.object({
        id: z.string(),
        operation: z.string(),
        input: jsonObject,
        level: z.string(),
        why: z.string(),
        ok: z.optional(z.union([z.literal(true), jsonObject])),
        error: z.optional(z.string()),
        alsoAllowed: z.optional(z.array(z.string())),
      }),
    ),
  }),
  '__tests__/conformance/gamelift/api/validation.json',
);
const ruleSet = '{"ruleLanguageVersion":"1.0","teams":[{"name":"a","minPlayers":1,"maxPlayers":2}]}';

describe('validation table of the conformance corpus', () => {
  const callers: Caller[] = [];
  let caller: Caller;
  beforeAll(() => {
    expect(rows.length).toBeGreaterThanOrEqual(40);
  });
  beforeEach(async () => {
    caller = await startCaller({ clock: 'virtual', hosting: 'none', seed: 1 });
    callers.push(caller);
    await caller.ok('CreateMatchmakingRuleSet', { Name: 'rs', RuleSetBody: ruleSet });
    await caller.ok('CreateMatchmakingConfiguration', {
      Name: 'duel',
      RuleSetName: 'rs',
      AcceptanceRequired: false,
      RequestTimeoutSeconds: 120,
      FlexMatchMode: 'STANDALONE',
    });
    await caller.ok('CreateGameSessionQueue', { Name: 'q1' });
  });
  afterAll(async () => {
    await Promise.all(callers.map((one) => one.close()));
  });

  it.each(rows.map((row) => [row.id, row.why, row] as const))('%s: %s', async (_id, _why, row) => {
    const { status, body, headers } = await caller.raw(row.operation, row.input);
    if (row.error !== undefined) {
      expect(status).toBe(400);
      expect([row.error, ...(row.alsoAllowed ?? [])]).toContain(body['__type']);
      expect(headers.get('x-amzn-errortype')).toBe(body['__type']);
      expect(String(body['Message']).length).toBeGreaterThan(5);
    } else {
      expect({ status, body }).toMatchObject({
        status: 200,
        ...(typeof row.ok === 'object' ? { body: row.ok } : {}),
      });
    }
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
