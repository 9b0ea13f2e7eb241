import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compileProgram } from '../../support/compiled';
import { type Caller, type Json, objectsAt, textAt } from './caller';
import { query, stackSettled } from './cloudformation/query-client';
import { GameLiftProcess } from './gamelift-process';
import { makeDuel, makeFleet, player, scriptZip } from './hosted';
import { untilRead } from '../../support/until';
import { count, describeAll, expectOnce } from './seen-tickets';

/** A queue that does not exist: with `--hosting hold` the test places matches. */
const unknownQueue = 'arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/q1';

let gamelift: GameLiftProcess;
beforeEach(async () => {
  gamelift = await GameLiftProcess.open();
});
afterEach(() => gamelift.close());

const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `t${index}`);

describe('killed with -9 and started again on the same data', () => {
  it('loses and doubles none of 100 matches that wait for hosting', async () => {
    const tickets = ids(200);
    let caller = await gamelift.start('--hosting', 'hold', '--events=duplicate,reorder');
    await makeDuel(caller, [unknownQueue], { RequestTimeoutSeconds: 600 });
    await Promise.all(
      tickets.map((id) =>
        caller.ok('StartMatchmaking', {
          TicketId: id,
          ConfigurationName: 'duel',
          Players: [player(`p-${id}`)],
        }),
      ),
    );
    await untilRead(
      () => describeAll(caller, tickets),
      (seen) => count(seen, 'PLACING') === 200,
    );
    for (let decided = 0; decided < 30; decided += 1) await caller.hosting('FULFILLED');
    await gamelift.kill();

    caller = await gamelift.start('--hosting', 'hold', '--events=duplicate,reorder');
    const after = await describeAll(caller, tickets);
    expect({
      known: after.length,
      completed: count(after, 'COMPLETED'),
      placing: count(after, 'PLACING'),
    }).toEqual({ known: 200, completed: 60, placing: 140 });
    for (let decided = 0; decided < 70; decided += 1) await caller.hosting('FULFILLED');
    await expectOnce(await describeAll(caller, tickets), gamelift.taken);
  });

  it('ends the sessions whose processes died, and places the matches that had none', async () => {
    const tickets = ids(16);
    let caller = await gamelift.start();
    const fleet = await makeFleet(caller, 3);
    await makeDuel(caller, [fleet.queueArn], { RequestTimeoutSeconds: 600 });
    await caller.ok('UpdateGameSessionQueue', { Name: 'duel', TimeoutInSeconds: 600 });
    for (const id of tickets)
      await caller.ok('StartMatchmaking', {
        TicketId: id,
        ConfigurationName: 'duel',
        Players: [player(`p-${id}`)],
      });
    const before = await untilRead(
      () => describeAll(caller, tickets),
      (seen) => count(seen, 'COMPLETED') === 6,
    );
    const served = new Set(
      before
        .filter(({ Status }) => Status === 'COMPLETED')
        .map(({ GameSessionConnectionInfo }) => GameSessionConnectionInfo?.GameSessionArn ?? ''),
    );
    await gamelift.kill();

    caller = await gamelift.start();
    const sessions = async (): Promise<readonly Json[]> =>
      objectsAt(await caller.ok('DescribeGameSessions', { FleetId: fleet.fleetId }), 'GameSessions');
    for (const session of (await sessions()).filter(({ GameSessionId }) => served.has(String(GameSessionId))))
      expect(session['Status']).toBe('TERMINATED');
    // Matches that were placed are not placed again; the others continue as processes come free.
    const all = await untilRead(
      async () => {
        for (const { GameSessionId, Status } of await sessions())
          if (Status === 'ACTIVE')
            await caller.raw('TerminateGameSession', { GameSessionId, TerminationMode: 'FORCE_TERMINATE' });
        return describeAll(caller, tickets);
      },
      (seen) => count(seen, 'COMPLETED') === 16,
      60_000,
    );
    for (const { TicketId, GameSessionConnectionInfo } of before) {
      if (GameSessionConnectionInfo !== undefined)
        expect(all.find((ticket) => ticket.TicketId === TicketId)?.GameSessionConnectionInfo).toEqual(
          GameSessionConnectionInfo,
        );
    }
    await expectOnce(all, gamelift.taken);
  });

  it('continues with the given answers and with the time that was left for the others', async () => {
    const tickets = ['a', 'b', 'c', 'd', 'e'];
    const statuses = async (caller: Caller): Promise<Json> =>
      Object.fromEntries(
        (await describeAll(caller, tickets)).map(({ TicketId, Status }) => [TicketId, Status]),
      );
    let caller = await gamelift.start('--hosting', 'hold', '--virtual-clock');
    await makeDuel(caller, [unknownQueue], {
      AcceptanceRequired: true,
      AcceptanceTimeoutSeconds: 30,
      RequestTimeoutSeconds: 100,
    });
    for (const id of tickets) {
      await caller.ok('StartMatchmaking', {
        TicketId: id,
        ConfigurationName: 'duel',
        Players: [player(`p-${id}`)],
      });
      // In twos.
      if (id === 'b' || id === 'd') await caller.advance(id === 'b' ? 1 : 2);
    }
    for (const id of ['a', 'c'])
      await caller.ok('AcceptMatch', { TicketId: id, PlayerIds: [`p-${id}`], AcceptanceType: 'ACCEPT' });
    await caller.advance(10);
    await gamelift.kill();

    caller = await gamelift.start('--hosting', 'hold', '--virtual-clock');
    expect((await caller.state())['clock']).toEqual({ kind: 'virtual', seconds: 10 });
    expect(await statuses(caller)).toEqual({
      a: 'REQUIRES_ACCEPTANCE',
      b: 'REQUIRES_ACCEPTANCE',
      c: 'REQUIRES_ACCEPTANCE',
      d: 'REQUIRES_ACCEPTANCE',
      e: 'SEARCHING',
    });
    // It had answered.
    expect(
      await caller.fault('AcceptMatch', { TicketId: 'a', PlayerIds: ['p-a'], AcceptanceType: 'ACCEPT' }),
    ).toBe('InvalidRequestException');
    await caller.ok('AcceptMatch', { TicketId: 'b', PlayerIds: ['p-b'], AcceptanceType: 'ACCEPT' });
    await caller.advance(31);
    expect(await statuses(caller)).toMatchObject({
      a: 'PLACING',
      b: 'PLACING',
      c: 'REQUIRES_ACCEPTANCE',
      d: 'REQUIRES_ACCEPTANCE',
    });
    // d did not answer, so c and e make the next match.
    await caller.advance(33);
    expect(await statuses(caller)).toEqual({
      a: 'PLACING',
      b: 'PLACING',
      c: 'REQUIRES_ACCEPTANCE',
      d: 'CANCELLED',
      e: 'REQUIRES_ACCEPTANCE',
    });
    await gamelift.kill();

    caller = await gamelift.start('--hosting', 'hold', '--virtual-clock');
    await caller.hosting('FULFILLED');
    await caller.advance(200);
    expect(await statuses(caller)).toEqual({
      a: 'COMPLETED',
      b: 'COMPLETED',
      c: 'CANCELLED',
      d: 'CANCELLED',
      e: 'CANCELLED',
    });
  });

  it('brings a fleet in creation to ACTIVE, and rolls a half-made stack back with its fleet', async () => {
    let caller = await gamelift.start();
    const script = await caller.ok('CreateScript', {
      Name: 'duel',
      NodeJsVersion: '24.x',
      ZipFile: scriptZip,
    });
    const fleet = (Name: string): Json => ({
      Name,
      ScriptId: textAt(script, 'Script.ScriptId'),
      EC2InstanceType: 'c5.large',
      RuntimeConfiguration: {
        ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 1 }],
      },
    });
    const fleets = async (): Promise<readonly string[]> =>
      objectsAt(await caller.ok('DescribeFleetAttributes', {}), 'FleetAttributes').map(
        ({ Name, Status }) => `${String(Name)} ${String(Status)}`,
      );
    await query(caller.gamelift.url, 'CreateStack', {
      StackName: 'half',
      TemplateBody: JSON.stringify({
        Resources: { Fleet: { Type: 'AWS::GameLift::Fleet', Properties: fleet('of-stack') } },
      }),
    });
    await untilRead(fleets, (seen) => seen.length === 1);
    await caller.ok('CreateFleet', fleet('alone'));
    await gamelift.kill();

    caller = await gamelift.start();
    expect((await stackSettled(caller.gamelift.url, 'half')).text('StackStatus')).toBe('ROLLBACK_COMPLETE');
    expect(
      await untilRead(
        fleets,
        (seen) => !seen.some((one) => /NEW|DOWNLOADING|VALIDATING|BUILDING|ACTIVATING|DELETING/.test(one)),
      ),
    ).toEqual(['alone ACTIVE']);
    const left = await caller.ok('ListFleets', {});
    await caller.ok('DeleteFleet', { FleetId: textAt(left, 'FleetIds.0') });
    await gamelift.kill();

    caller = await gamelift.start();
    await untilRead(fleets, (seen) => seen.length === 0);
  });

  it('refuses a folder that another local GameLift uses, and accepts it once that one is gone', async () => {
    const caller = await gamelift.start('--hosting', 'none');
    const second = spawn(
      process.execPath,
      [compileProgram('local/cli/gamelift.js'), '--data', gamelift.folder, '--json'],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, NODE_NO_WARNINGS: '1' },
      },
    );
    let said = '';
    second.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const [code]: unknown[] = await once(second, 'exit');
    expect(code).toBe(1);
    expect(said).toContain('is in use by another local GameLift');
    await caller.close();
    // A lock of a process whose id another process now has (here: the test) does not hold.
    if (fs.existsSync('/proc/self/stat'))
      fs.writeFileSync(
        path.join(gamelift.folder, 'gamelift.lock'),
        JSON.stringify({ pid: process.pid, began: '1' }),
      );
    await (await gamelift.start('--hosting', 'none')).close();
  });
});
