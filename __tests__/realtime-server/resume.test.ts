import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeGameSessionData } from '../../contract/game-session-data';
import { type ToPlayerFields } from '../../contract/realtime/to-player';
import { commandId } from '../../core/ids';
import { isCommand } from '../../core/match/log';
import { replay } from '../../core/match/match';
import { createMatchStore } from '../../store';
import { noughts } from '../games/noughts';
import { hastyClock } from './support/clocks';
import { arrangeMatch, gameSessionArn, type MatchSeats, ScriptHarness } from './support/script-harness';
import { credentials, type EmulatedStore, emulatedStore, region, tables } from './support/store';
import { until } from '../support/until';

let emulated: EmulatedStore;
beforeAll(async () => {
  emulated = await emulatedStore();
});
afterAll(async () => {
  await emulated.close();
});

/** When a process stops: at which of its calls of the database, before it is sent or after it took effect. */
interface Stop {
  readonly call: number;
  readonly moment: 'before' | 'after';
}

/** A process of the script that stops at a call of the database. From then on it sends no message. */
class Process {
  readonly harness: ScriptHarness;
  calls = 0;
  stopped = false;
  readonly #client: DynamoDBDocumentClient;
  #wake: () => void = () => undefined;

  constructor(stop?: Stop) {
    this.#client = DynamoDBDocumentClient.from(
      new DynamoDBClient({ endpoint: emulated.dynamodb.url, region, credentials }),
      { marshallOptions: { removeUndefinedValues: true } },
    );
    const asleep = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    const here = async (now: boolean): Promise<void> => {
      this.stopped ||= now;
      if (this.stopped) await asleep;
    };
    this.#client.middlewareStack.add(
      (next) => async (args) => {
        this.calls += 1;
        const mine = this.calls;
        await here(mine === stop?.call && stop.moment === 'before');
        const answer = await next(args);
        await here(mine === stop?.call && stop.moment === 'after');
        return answer;
      },
      { step: 'initialize', priority: 'low', name: 'stop' },
    );
    this.harness = new ScriptHarness(createMatchStore(this.#client, tables), hastyClock);
  }

  /** A frozen process continues. */
  wake(): void {
    this.stopped = false;
    this.#wake();
  }

  close(): void {
    this.#client.destroy();
  }
}

type Event = ToPlayerFields['events']['events'][number];
/** The first seat wins with the fifth cell. */
const cells = [0, 3, 1, 4, 2];

/**
 * A player of one seat, over any number of processes: follows without a gap, and repeats commands with the
 * same id.
 */
class Player {
  readonly events: Event[] = [];
  process: Process | undefined;
  #peer = 0;
  #taken = 0;
  #sent: string | undefined;

  constructor(
    readonly seat: number,
    readonly session: string,
  ) {}

  /** Connects to a process. Commands sent to another without an answer are sent again. */
  join(process: Process): void {
    this.process = process;
    this.#peer = process.harness.connect(this.session);
    this.#taken = 0;
    this.#sent = undefined;
  }

  /** Receives messages and acts on them. @returns true once the result is known */
  step(): boolean {
    const { process } = this;
    if (process === undefined || process.stopped) return false;
    const heard = process.harness.heard(this.#peer);
    for (const message of heard.slice(this.#taken)) {
      this.#taken += 1;
      if (message.kind === 'events') this.#follow(message.events);
      if (message.kind === 'welcome' && message.sequence > this.#newest) this.#sync();
      if (message.kind === 'result') return true;
      if (message.kind === 'welcome' && message.result !== null) return true;
    }
    const welcomed = heard.some(({ kind, ...rest }) => kind === 'welcome' && 'sequence' in rest);
    const move = this.events.filter(({ seat }) => seat !== null).length;
    const cell = cells[move];
    if (!welcomed || cell === undefined || move % 2 !== this.seat || this.#sent === `m${move}`) return false;
    this.#sent = process.harness.play(this.#peer, this.#newest, { cell }, `m${move}`);
    return false;
  }

  get #newest(): number {
    return this.events.at(-1)?.sequence ?? 0;
  }

  #sync(): void {
    this.process?.harness.send(this.#peer, { kind: 'sync', after: this.#newest });
  }

  #follow(events: readonly Event[]): void {
    for (const event of events) {
      if (event.sequence <= this.#newest) continue;
      // Another seat's command came before the requested events.
      if (event.sequence > this.#newest + 1) return this.#sync();
      this.events.push(event);
    }
  }
}

/** The service starts a process for the match: as matchmaking placed it, or to continue it. */
async function start(match: MatchSeats, stop?: Stop): Promise<Process> {
  const process = new Process(stop);
  const exists = (await emulated.matches.get(match.matchId)) !== undefined;
  process.harness.script.onStartGameSession(
    exists
      ? { GameSessionId: gameSessionArn(), GameSessionData: writeGameSessionData(match.matchId) }
      : match.gameSession,
  );
  return process;
}

/** Plays a match to its end over processes that stop as planned; the last one lives. */
async function playThrough(
  stops: readonly Stop[],
): Promise<{ readonly match: MatchSeats; readonly calls: number }> {
  const match = await arrangeMatch(emulated.matches, 'noughts');
  const players = match.playerSessions.map((session, seat) => new Player(seat, session));
  const left = [...stops];
  const processes: Process[] = [];
  for (;;) {
    const process = await start(match, left.shift());
    processes.push(process);
    for (const player of players) player.join(process);
    await until(`the end, or a stop: ${process.harness.log.join(' | ')}`, () => {
      const over = players.map((player) => player.step());
      return process.stopped || over.every(Boolean);
    });
    if (!process.stopped) break;
  }
  await compare(match, players);
  const { calls } = processes.at(-1) ?? { calls: 0 };
  for (const process of processes) process.close();
  return { match, calls };
}

/** The players' messages match the log, and the log matches the game: no command lost, none repeated. */
async function compare(match: MatchSeats, players: readonly Player[]): Promise<void> {
  const log = await emulated.matches.log(match.matchId);
  expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => index + 1));
  const commands = log.filter(isCommand);
  expect(commands.map(({ seat, commandId: id, action }) => [seat, id, action])).toEqual(
    cells.map((cell, move) => [move % 2, `m${move}`, { kind: 'play', command: { cell } }]),
  );
  const record = await emulated.matches.get(match.matchId);
  if (record === undefined) throw new Error('the match is gone');
  const end = commands.at(-1)?.sequence ?? 0;
  expect(record).toMatchObject({
    status: 'finished',
    ending: { commands: end, result: { places: [1, 2] } },
  });
  expect(replay(noughts, record.header, log).ending).toMatchObject({ commands: end });
  for (const { events } of players) {
    const expected = log.slice(0, events.length);
    expect(events.map(({ sequence, at }) => [sequence, at])).toEqual(
      expected.map(({ sequence, at }) => [sequence, at]),
    );
    // A player who comes after the result may not have requested the last claim.
    expect(events.length).toBeGreaterThanOrEqual(end);
  }
  for (const player of match.players)
    expect((await emulated.matches.history(player, { limit: 5 })).items).toHaveLength(1);
}

describe('a process that stops', () => {
  it('at any call of the database, before or after its effect, loses and doubles no command', async () => {
    const { calls } = await playThrough([]);
    expect(calls).toBeGreaterThan(12);
    for (let call = 1; call <= calls; call += 1)
      for (const moment of ['before', 'after'] as const) await playThrough([{ call, moment }]);
  });

  it('again and again, at any later calls', async () => {
    const stop = fc.record({
      call: fc.integer({ min: 1, max: 14 }),
      moment: fc.constantFrom('before' as const, 'after' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(stop, { minLength: 2, maxLength: 5 }), async (stops) => {
        await playThrough(stops);
      }),
      { numRuns: 12, seed: 20261128 },
    );
  });
});

describe('two placements that race', () => {
  it.each([0, 1])('end in one owner, also when the players come to the other first (%s)', async (firstTo) => {
    const match = await arrangeMatch(emulated.matches, 'noughts');
    const players = match.playerSessions.map((session, seat) => new Player(seat, session));
    const killed = await start(match, { call: 8, moment: 'after' });
    for (const player of players) player.join(killed);
    await until('it stops', () => {
      for (const player of players) player.step();
      return killed.stopped;
    });
    const rivals = await Promise.all([start(match), start(match)]);
    const over = async (process: Process): Promise<boolean> => {
      for (const player of players) player.join(process);
      let ended = false;
      await until('the end of the match, or of the process', () => {
        ended = players.map((player) => player.step()).every(Boolean);
        return ended || process.harness.exited === 1;
      });
      return ended;
    };
    const order = firstTo === 0 ? rivals : [...rivals].reverse();
    let ended = false;
    for (const process of order) ended ||= await over(process);
    expect(ended).toBe(true);
    await compare(match, players);
    for (const process of [killed, ...rivals]) process.close();
  });
});

describe('a process that freezes', () => {
  it.each(['before', 'after'] as const)(
    'and wakes up when another has the match is fenced (its put was %s the freeze)',
    async (moment) => {
      const counted = await arrangeMatch(emulated.matches, 'noughts');
      const counting = await start(counted);
      for (const session of counted.playerSessions) await counting.harness.join(session);
      counting.close();
      // It freezes at its second append.
      const match = await arrangeMatch(emulated.matches, 'noughts');
      const frozen = await start(match, { call: counting.calls + 2, moment });
      const players = match.playerSessions.map((session, seat) => new Player(seat, session));
      for (const player of players) player.join(frozen);
      await until('it freezes', () => {
        for (const player of players) player.step();
        return frozen.stopped;
      });
      const next = await start(match);
      for (const player of players) player.join(next);
      await until('the match ends on the next', () => players.map((player) => player.step()).every(Boolean));
      const log = await emulated.matches.log(match.matchId);
      frozen.wake();
      // Its former players send once more: it must learn that it was replaced, and answer nothing.
      const before = frozen.harness.heard(1).length;
      frozen.harness.send(1, { kind: 'resign', id: commandId('late') });
      await until('it ends', () => frozen.harness.exited === 1);
      const since = frozen.harness.heard(1).slice(before);
      expect(since.filter(({ kind }) => kind !== 'events')).toEqual([]);
      for (const message of since)
        if (message.kind === 'events')
          for (const { sequence, at } of message.events) expect(log[sequence - 1]).toMatchObject({ at });
      expect(await emulated.matches.log(match.matchId)).toEqual(log);
      await compare(match, players);
      frozen.close();
      next.close();
    },
  );
});
