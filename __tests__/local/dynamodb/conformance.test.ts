import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDynamoDb } from '../../../local/dynamodb';
import { cases } from './cases';
import { makeTable } from './cases/tables';
import { kinds, makeExpressionTable, outcomeOf, recordedExpressions } from './expression-cases';
import { clientsOf, type Emulator, javaIsThere, startAmazonsEmulator } from './emulators';

async function startOurs(): Promise<Emulator> {
  const dynamodb = await startDynamoDb({ ttlSweepMs: 50 });
  const clients = clientsOf(dynamodb.url);
  return {
    name: 'turnlift',
    ...clients,
    close: async () => {
      clients.client.destroy();
      clients.streams.destroy();
      await dynamodb.close();
    },
  };
}

function checkCases(start: () => Promise<Emulator>, isAmazons: boolean): void {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it.each(kinds)('gives the recorded result for every %s expression', async (kind) => {
    if (kind === kinds[0]) await makeExpressionTable(emulator);
    const outcomes: Array<readonly [string, unknown]> = [];
    const recorded = recordedExpressions()[kind];
    for (const [expression] of recorded)
      outcomes.push([expression, await outcomeOf(emulator, kind, expression)]);
    expect(recorded.length).toBeGreaterThan(20);
    expect(outcomes).toEqual(recorded);
  });

  cases.forEach(({ name, run, expected, onDynamoDbLocal }, index) => {
    const difference = isAmazons ? onDynamoDbLocal : undefined;
    if (difference?.notRun) {
      it.skip(`${name} (not run: ${difference.because})`, () => undefined);
      return;
    }
    it(difference ? `${name} (known difference: ${difference.because})` : name, async () => {
      const table = `case-${index}`;
      await makeTable(emulator, table);
      expect(await run(emulator, table)).toEqual(difference ? difference.expected : expected);
    });
  });
}

describe('our DynamoDB', () => checkCases(startOurs, false));

(javaIsThere() ? describe : describe.skip)(
  "Amazon's DynamoDB Local (skipped where java is not on the PATH)",
  () => checkCases(startAmazonsEmulator, true),
);
