import { describe, expect, it } from '@jest/globals';
import { environment } from '../../../../contract/environment';
import { failureMetricLine } from '../../../../contract/failure-metric';
import { declare, start } from '../support';
import { until } from '../../../support/until';
import { functions, byHand } from './pools';
import { objectOf } from '../../../support/json-values';

export function environments(): void {
  describe('environments', () => {
    it("has the function's declared variables and Lambda's own, and none of this process", async () => {
      process.env.TURNLIFT_TEST_LEAK = 'leak';
      functions.add('environment', 'export const handler = async () => process.env;');
      const lambda = await start(functions, {
        declarations: [declare('environment', byHand, { environment: ['playersTable', 'issuer'] })],
        environment: { playersTable: 'P', ticketsTable: 'T' },
        credentials: (name) => ({ accessKeyId: `key-of-${name}`, secretAccessKey: 'secret' }),
      });
      try {
        const result = await lambda.invoke('environment', {});
        const variables = result.ok ? objectOf(result.payload) : {};
        expect(variables).toMatchObject({
          [environment.playersTable]: 'P',
          [environment.issuer]: lambda.url,
          AWS_REGION: 'us-east-1',
          AWS_LAMBDA_FUNCTION_NAME: 'environment',
          AWS_ACCESS_KEY_ID: 'key-of-environment',
        });
        expect(
          Object.keys(variables)
            .filter((name) => name.startsWith('TURNLIFT_'))
            .sort(),
        ).toEqual([environment.issuer, environment.playersTable].sort());
        expect(variables.PATH).toBeUndefined();
      } finally {
        await lambda.close();
        delete process.env.TURNLIFT_TEST_LEAK;
      }
    });

    it('logs what a function writes, but the lines of which CloudWatch makes metrics', async () => {
      const metric = JSON.stringify(failureMetricLine('failing', '$LATEST', 1_800_000_000_000));
      functions.add(
        'failing',
        `export const handler = async () => { process.stdout.write(${metric} + '\\n'); ` +
          "console.log('then'); };",
      );
      const logged: string[] = [];
      const lambda = await start(functions, {
        declarations: [declare('failing', byHand)],
        log: (_name, line) => logged.push(line),
      });
      try {
        await lambda.invoke('failing', {});
        await until('the line after the metric', () => logged.includes('then'));
        expect(logged).toEqual(['then']);
      } finally {
        await lambda.close();
      }
    });

    it('refuses to start when a variable or a bundle is missing, and names them', async () => {
      functions.add('wanting', 'export const handler = async () => undefined;');
      await expect(
        start(functions, {
          declarations: [declare('wanting', byHand, { environment: ['ticketsTable', 'matchesTable'] })],
          environment: { ticketsTable: 'T' },
        }),
      ).rejects.toThrow('function wanting declares environment variables without a value: matchesTable');
      await expect(start(functions, { declarations: [declare('absent', byHand)] })).rejects.toThrow(
        /functions are not built: .*absent.*index\.mjs\. Run: npm run build/,
      );
    });

    it('handles one event at a time in each instance, and no more at once than it reserves', async () => {
      functions.add(
        'counting',
        'let busy = 0; let most = 0; let calls = 0; export const handler = async () => { busy += 1; ' +
          'calls += 1; most = Math.max(most, busy); await new Promise((resolve) => setTimeout(resolve, ' +
          '5)); busy -= 1; return { most, calls }; };',
      );
      const lambda = await start(functions, {
        declarations: [declare('counting', byHand, { reservedConcurrency: 1 })],
      });
      try {
        const results = await Promise.all(Array.from({ length: 10 }, () => lambda.invoke('counting', {})));
        expect(results.map((result) => (result.ok ? result.payload : result))).toContainEqual({
          most: 1,
          calls: 10,
        });
      } finally {
        await lambda.close();
      }
    });

    it('reports a bundle that throws when it is loaded, and one without a handler', async () => {
      functions.add('broken', 'throw new Error("bad deployment");');
      functions.add('handlerless', 'export const main = 1;');
      const lambda = await start(functions, {
        declarations: [declare('broken', byHand), declare('handlerless', byHand)],
      });
      try {
        expect(await lambda.invoke('broken', {})).toMatchObject({
          ok: false,
          reason: 'crashed',
          error: { errorMessage: 'bad deployment' },
        });
        expect(await lambda.invoke('handlerless', {})).toMatchObject({
          ok: false,
          error: { errorMessage: expect.stringContaining('exports no function handler') },
        });
      } finally {
        await lambda.close();
      }
    });

    it('refuses a port in use', async () => {
      functions.add('any', 'export const handler = async () => undefined;');
      const first = await start(functions, { declarations: [declare('any', byHand)] });
      try {
        await expect(
          start(functions, { declarations: [declare('any', byHand)], port: Number(new URL(first.url).port) }),
        ).rejects.toThrow(/EADDRINUSE/);
      } finally {
        await first.close();
      }
    });
  });
}
