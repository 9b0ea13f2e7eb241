import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Caller, callerOf, type Envelope, type Json } from './caller';
import { query, stackSettled } from './cloudformation/query-client';
import { duelRuleSet, makeFleet, player, scriptZip, until } from './hosted';
import { compiled } from '../../support/compiled';

interface TicketSeen {
  readonly TicketId: string;
  readonly Status: string;
  readonly GameSessionConnectionInfo?: {
    readonly GameSessionArn: string;
    readonly MatchedPlayerSessions: readonly { readonly PlayerSessionId: string }[];
  };
}

let folder: string;
let child: ChildProcess | undefined;
let listener: http.Server;
/** Every accepted event, by id: delivery with faults may send one more than once. */
let taken: Map<string, Envelope>;
let copies: number;

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-restart-'));
  taken = new Map();
  copies = 0;
  listener = http.createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      copies += 1;
      if (copies % 7 === 0) {
        response.writeHead(503).end();
        return;
      } // A consumer that fails now and then.
      const envelope = JSON.parse(text) as Envelope;
      taken.set(envelope.id, envelope);
      response.end();
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
});

afterEach(async () => {
  if (child !== undefined && child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  listener.closeAllConnections();
  listener.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function start(...more: readonly string[]): Promise<Caller> {
  const eventUrl = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const spawned = spawn(
    process.execPath,
    [compiled('local/cli/gamelift.js'), '--data', folder, '--json', '--event-url', eventUrl, ...more],
    {
      cwd: process.cwd(),
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    },
  );
  child = spawned;
  const [line] = (await once(createInterface({ input: spawned.stdout }), 'line')) as [string];
  const { gamelift } = JSON.parse(line) as { readonly gamelift: string };
  return callerOf({
    url: gamelift,
    close: async () => {
      spawned.kill('SIGTERM');
      await once(spawned, 'exit');
    },
  });
}

async function kill(): Promise<void> {
  const dead = child;
  if (dead === undefined) return;
  const gone = once(dead, 'exit');
  dead.kill('SIGKILL');
  await gone;
}

const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `t${index}`);

async function describeAll(caller: Caller, ticketIds: readonly string[]): Promise<readonly TicketSeen[]> {
  const tickets: TicketSeen[] = [];
  for (let index = 0; index < ticketIds.length; index += 10)
    tickets.push(
      ...((await caller.ok('DescribeMatchmaking', { TicketIds: ticketIds.slice(index, index + 10) }))[
        'TicketList'
      ] as readonly TicketSeen[]),
    );
  return tickets;
}

const count = (tickets: readonly TicketSeen[], status: string): number =>
  tickets.filter(({ Status }) => Status === status).length;

/** Every ticket completed once: one session for two tickets, one MatchmakingSucceeded for each ticket. */
async function expectOnce(tickets: readonly TicketSeen[]): Promise<void> {
  expect(new Set(tickets.map(({ Status }) => Status))).toEqual(new Set(['COMPLETED']));
  const bySession = new Map<string, number>();
  for (const { GameSessionConnectionInfo } of tickets)
    bySession.set(
      GameSessionConnectionInfo?.GameSessionArn ?? '',
      (bySession.get(GameSessionConnectionInfo?.GameSessionArn ?? '') ?? 0) + 1,
    );
  expect(new Set(bySession.values())).toEqual(new Set([2]));
  expect(
    new Set(
      tickets.flatMap(({ GameSessionConnectionInfo }) =>
        GameSessionConnectionInfo?.MatchedPlayerSessions.map(({ PlayerSessionId }) => PlayerSessionId),
      ),
    ).size,
  ).toBe(tickets.length);
  const succeeded = (): readonly string[] =>
    [...taken.values()]
      .filter(({ detail }) => detail['type'] === 'MatchmakingSucceeded')
      .flatMap(({ detail }) =>
        (detail['tickets'] as readonly Json[]).map(({ ticketId }) => String(ticketId)),
      );
  await until(
    async () => succeeded().length,
    (length) => length >= tickets.length,
  );
  expect([...succeeded()].sort()).toEqual(tickets.map(({ TicketId }) => TicketId).sort());
}

describe('killed with -9 and started again on the same data', () => {
  it('loses and doubles none of 100 matches that wait for hosting', async () => {
    const tickets = ids(200);
    let caller = await start('--hosting', 'hold', '--events=duplicate,reorder');
    await caller.ok('CreateMatchmakingRuleSet', { Name: 'duel', RuleSetBody: duelRuleSet });
    await caller.ok('CreateMatchmakingConfiguration', {
      Name: 'duel',
      RuleSetName: 'duel',
      AcceptanceRequired: false,
      RequestTimeoutSeconds: 600,
      GameSessionQueueArns: ['arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/q1'],
    });
    await Promise.all(
      tickets.map((id) =>
        caller.ok('StartMatchmaking', {
          TicketId: id,
          ConfigurationName: 'duel',
          Players: [player(`p-${id}`)],
        }),
      ),
    );
    await until(
      () => describeAll(caller, tickets),
      (seen) => count(seen, 'PLACING') === 200,
    );
    for (let decided = 0; decided < 30; decided += 1) await caller.hosting('FULFILLED');
    await kill();

    caller = await start('--hosting', 'hold', '--events=duplicate,reorder');
    const after = await describeAll(caller, tickets);
    expect({
      known: after.length,
      completed: count(after, 'COMPLETED'),
      placing: count(after, 'PLACING'),
    }).toEqual({ known: 200, completed: 60, placing: 140 });
    for (let decided = 0; decided < 70; decided += 1) await caller.hosting('FULFILLED');
    await expectOnce(await describeAll(caller, tickets));
  }, 120_000);

  it('ends the sessions whose processes died, and places the matches that had none', async () => {
    const tickets = ids(16);
    let caller = await start();
    const fleet = await makeFleet(caller, 3);
    await caller.ok('CreateMatchmakingRuleSet', { Name: 'duel', RuleSetBody: duelRuleSet });
    await caller.ok('CreateMatchmakingConfiguration', {
      Name: 'duel',
      RuleSetName: 'duel',
      AcceptanceRequired: false,
      RequestTimeoutSeconds: 600,
      GameSessionQueueArns: [fleet.queueArn],
    });
    await caller.ok('UpdateGameSessionQueue', { Name: 'duel', TimeoutInSeconds: 600 });
    for (const id of tickets)
      await caller.ok('StartMatchmaking', {
        TicketId: id,
        ConfigurationName: 'duel',
        Players: [player(`p-${id}`)],
      });
    const before = await until(
      () => describeAll(caller, tickets),
      (seen) => count(seen, 'COMPLETED') === 6,
    );
    const served = new Set(
      before
        .filter(({ Status }) => Status === 'COMPLETED')
        .map(({ GameSessionConnectionInfo }) => GameSessionConnectionInfo?.GameSessionArn ?? ''),
    );
    await kill();

    caller = await start();
    const sessions = async (): Promise<readonly Json[]> =>
      (await caller.ok('DescribeGameSessions', { FleetId: fleet.fleetId }))[
        'GameSessions'
      ] as readonly Json[];
    for (const session of (await sessions()).filter(({ GameSessionId }) => served.has(String(GameSessionId))))
      expect(session['Status']).toBe('TERMINATED');
    // Matches that were placed are not placed again; the others continue as processes come free.
    const all = await until(
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
    await expectOnce(all);
  }, 120_000);

  it('continues with the given answers and with the time that was left for the others', async () => {
    const tickets = ['a', 'b', 'c', 'd', 'e'];
    const statuses = async (caller: Caller): Promise<Json> =>
      Object.fromEntries(
        (await describeAll(caller, tickets)).map(({ TicketId, Status }) => [TicketId, Status]),
      );
    let caller = await start('--hosting', 'hold', '--virtual-clock');
    await caller.ok('CreateMatchmakingRuleSet', { Name: 'duel', RuleSetBody: duelRuleSet });
    await caller.ok('CreateMatchmakingConfiguration', {
      Name: 'duel',
      RuleSetName: 'duel',
      AcceptanceRequired: true,
      AcceptanceTimeoutSeconds: 30,
      RequestTimeoutSeconds: 100,
      GameSessionQueueArns: ['arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/q1'],
    });
    for (const id of tickets) {
      await caller.ok('StartMatchmaking', {
        TicketId: id,
        ConfigurationName: 'duel',
        Players: [player(`p-${id}`)],
      });
      if (id === 'b' || id === 'd') await caller.advance(id === 'b' ? 1 : 2); // in twos
    }
    for (const id of ['a', 'c'])
      await caller.ok('AcceptMatch', { TicketId: id, PlayerIds: [`p-${id}`], AcceptanceType: 'ACCEPT' });
    await caller.advance(10);
    await kill();

    caller = await start('--hosting', 'hold', '--virtual-clock');
    expect((await caller.state())['clock']).toEqual({ kind: 'virtual', seconds: 10 });
    expect(await statuses(caller)).toEqual({
      a: 'REQUIRES_ACCEPTANCE',
      b: 'REQUIRES_ACCEPTANCE',
      c: 'REQUIRES_ACCEPTANCE',
      d: 'REQUIRES_ACCEPTANCE',
      e: 'SEARCHING',
    });
    expect(
      await caller.fault('AcceptMatch', { TicketId: 'a', PlayerIds: ['p-a'], AcceptanceType: 'ACCEPT' }),
    ).toBe('InvalidRequestException'); // It had answered.
    await caller.ok('AcceptMatch', { TicketId: 'b', PlayerIds: ['p-b'], AcceptanceType: 'ACCEPT' });
    await caller.advance(31);
    expect(await statuses(caller)).toMatchObject({
      a: 'PLACING',
      b: 'PLACING',
      c: 'REQUIRES_ACCEPTANCE',
      d: 'REQUIRES_ACCEPTANCE',
    });
    await caller.advance(33); // d did not answer, so c and e make the next match.
    expect(await statuses(caller)).toEqual({
      a: 'PLACING',
      b: 'PLACING',
      c: 'REQUIRES_ACCEPTANCE',
      d: 'CANCELLED',
      e: 'REQUIRES_ACCEPTANCE',
    });
    await kill();

    caller = await start('--hosting', 'hold', '--virtual-clock');
    await caller.hosting('FULFILLED');
    await caller.advance(200);
    expect(await statuses(caller)).toEqual({
      a: 'COMPLETED',
      b: 'COMPLETED',
      c: 'CANCELLED',
      d: 'CANCELLED',
      e: 'CANCELLED',
    });
  }, 120_000);

  it('brings a fleet in creation to ACTIVE, and rolls a half-made stack back, including its fleet', async () => {
    let caller = await start();
    const { Script } = await caller.ok('CreateScript', {
      Name: 'duel',
      NodeJsVersion: '24.x',
      ZipFile: scriptZip,
    });
    const fleet = (Name: string): Json => ({
      Name,
      ScriptId: (Script as Json)['ScriptId'],
      EC2InstanceType: 'c5.large',
      RuntimeConfiguration: {
        ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 1 }],
      },
    });
    const fleets = async (): Promise<readonly string[]> =>
      ((await caller.ok('DescribeFleetAttributes', {}))['FleetAttributes'] as readonly Json[]).map(
        ({ Name, Status }) => `${String(Name)} ${String(Status)}`,
      );
    await query(caller.gamelift.url, 'CreateStack', {
      StackName: 'half',
      TemplateBody: JSON.stringify({
        Resources: { Fleet: { Type: 'AWS::GameLift::Fleet', Properties: fleet('of-stack') } },
      }),
    });
    await until(fleets, (seen) => seen.length === 1);
    await caller.ok('CreateFleet', fleet('alone'));
    await kill();

    caller = await start();
    expect((await stackSettled(caller.gamelift.url, 'half')).text('StackStatus')).toBe('ROLLBACK_COMPLETE');
    expect(
      await until(
        fleets,
        (seen) => !seen.some((one) => /NEW|DOWNLOADING|VALIDATING|BUILDING|ACTIVATING|DELETING/.test(one)),
      ),
    ).toEqual(['alone ACTIVE']);
    const [alone] = (await caller.ok('ListFleets', {}))['FleetIds'] as readonly string[];
    await caller.ok('DeleteFleet', { FleetId: alone });
    await kill();

    caller = await start();
    await until(fleets, (seen) => seen.length === 0);
  }, 120_000);

  it('refuses a folder that another local GameLift uses, and accepts it once that one is gone', async () => {
    const caller = await start('--hosting', 'none');
    const second = spawn(process.execPath, [compiled('local/cli/gamelift.js'), '--data', folder, '--json'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    });
    let said = '';
    second.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const [code] = (await once(second, 'exit')) as [number];
    expect(code).toBe(1);
    expect(said).toContain('is in use by another local GameLift');
    await caller.close();
    // A lock of a process whose id another process now has (here: the test) does not hold.
    if (fs.existsSync('/proc/self/stat'))
      fs.writeFileSync(path.join(folder, 'gamelift.lock'), JSON.stringify({ pid: process.pid, began: '1' }));
    await (await start('--hosting', 'none')).close();
  });
});
