import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Caller, type Json, startCaller } from '../../local/gamelift/caller';

interface Row {
  readonly id: string;
  readonly operation: string;
  readonly input: Json;
  readonly level: string;
  readonly why: string;
  readonly ok?: true | Json;
  readonly error?: string;
  readonly alsoAllowed?: readonly string[];
}

const { rows } = JSON.parse(
  fs.readFileSync(
    path.join(process.cwd(), '__tests__', 'conformance', 'gamelift', 'api', 'validation.json'),
    'utf8',
  ),
) as { readonly rows: readonly Row[] };
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
        ...(typeof row.ok === 'object' && { body: row.ok }),
      });
    }
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
