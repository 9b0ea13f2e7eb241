/**
 * Players of all matches, in a process of their own. Arguments: the ports of the matches, seconds of each
 * phase, and ms between two moves of a match in the paced one. A move is over when both players have it.
 */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import * as z from 'zod/mini';
import { opCode } from '../../contract/realtime/op-codes';
import { writeToScript } from '../../contract/realtime/to-script';
import { decodePacket, encodePacket } from '../../contract/realtime/wire/codec';
import { packet } from '../../contract/realtime/wire/packet';
import { commandId } from '../../core/ids';
import { sessionOf } from './tables';
import { type Phase, statsSchema } from './figures';

const [portList = '', secondsText = '8', paceText = '2000'] = process.argv.slice(2);
const ports = portList.split(',').map(Number);
const seconds = Number(secondsText);
const paceMs = Number(paceText);

const board = z.object({ board: z.array(z.number()), turn: z.number(), n: z.number() });
const told = z.object({ standing: z.object({ view: board }) });
const welcomed = z.extend(told, { secret: z.string(), sequence: z.number() });
const numbered = z.object({ n: z.number() });
const happened = z.extend(told, { from: z.number(), events: z.array(z.unknown()) });

interface Seat {
  readonly socket: WebSocket;
  secret: string;
  /** Newest entry of the log that it knows. */
  sequence: number;
  board: z.infer<typeof board>;
  refused: number;
}

const text = new TextDecoder();
const pause = (milliseconds: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
/** Moves of each match before anything is measured. */
const warmMoves = 30;
let commands = 0;

function say(seat: Seat, message: Parameters<typeof writeToScript>[0]): void {
  const { opCode: code, payload } = writeToScript(message, seat.secret);
  seat.socket.send(
    encodePacket(packet({ opCode: code, targetPlayer: -1, reliable: true, payload: Buffer.from(payload) })),
  );
}

async function sit(match: number, place: number, heard: (seat: Seat) => void): Promise<Seat> {
  const socket = new WebSocket(`ws://127.0.0.1:${ports[match]}/websocket`, { perMessageDeflate: false });
  await once(socket, 'open');
  const seat: Seat = { socket, secret: '', sequence: 0, board: { board: [], turn: 0, n: 0 }, refused: 0 };
  const seated = new Promise<void>((resolve) => {
    socket.on('message', (frame: Buffer) => {
      const decoded = decodePacket(frame);
      if (!decoded.ok) throw new Error(decoded.reason);
      const { opCode: code, payload } = decoded.packet;
      if (code <= 0) return;
      const fields: unknown = JSON.parse(text.decode(payload));
      if (code === opCode.welcome) {
        const { secret, sequence, standing } = welcomed.parse(fields);
        Object.assign(seat, { secret, sequence, board: standing.view });
        resolve();
      } else if (code === opCode.events) {
        const { from, events, standing } = happened.parse(fields);
        seat.sequence = from + events.length - 1;
        seat.board = standing.view;
        heard(seat);
      } else if (code === opCode.ping) say(seat, { kind: 'pong', n: numbered.parse(fields).n });
      else if (code === opCode.refused) seat.refused += 1;
    });
  });
  socket.send(
    encodePacket(
      packet({
        opCode: 0,
        targetPlayer: -1,
        reliable: true,
        message: { kind: 'login', playerSessionId: sessionOf(match, place), clientVersion: 2 },
      }),
    ),
  );
  await seated;
  return seat;
}

/** One match and its two players. */
class Table {
  readonly seats: Seat[] = [];
  busy = false;
  /** `performance.now()` at the newest move. */
  since = 0;
  #moves = 0;

  constructor(readonly done: (table: Table, milliseconds: number) => void) {}

  async fill(match: number): Promise<void> {
    for (const place of [0, 1])
      this.seats.push(
        await sit(match, place, () => {
          const [one, other] = this.seats;
          if (!this.busy || one?.board.n !== this.#moves || other?.board.n !== this.#moves) return;
          this.busy = false;
          this.done(this, performance.now() - this.since);
        }),
      );
  }

  send(place: number, cell: number): void {
    const seat = this.seats[place];
    if (seat === undefined) throw new RangeError(`no seat ${place}`);
    commands += 1;
    say(seat, { kind: 'command', id: commandId(`c${commands}`), seen: seat.sequence, command: { cell } });
  }

  play(): void {
    const [one] = this.seats;
    if (one === undefined) return;
    const { board: cells, turn, n } = one.board;
    this.#moves = n + 1;
    let cell = (n * 5) % 9;
    while (cells[cell] !== -1) cell = (cell + 1) % 9;
    this.busy = true;
    this.since = performance.now();
    this.send(turn, cell);
  }
}

function stats(): Promise<z.infer<typeof statsSchema>['stats']> {
  return new Promise((resolve) => {
    process.once('message', (message) => resolve(statsSchema.parse(message).stats));
    process.send?.('stats');
  });
}

async function main(): Promise<void> {
  /** Of moves since a time: earlier ones have waited for the collection with which a phase begins. */
  let latencies: { readonly since: number; readonly milliseconds: number[] } | undefined;
  let closed = false;
  let moves = 0;
  const tables = ports.map(
    () =>
      new Table((table, milliseconds) => {
        moves += 1;
        if (table.since >= (latencies?.since ?? Infinity)) latencies?.milliseconds.push(milliseconds);
        if (closed) table.play();
      }),
  );
  const base = await stats();
  const waiting = [...tables.entries()];
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        await next[1].fill(next[0]);
    }),
  );
  await pause(1000);
  const idle = await stats();

  // What is not legal must be refused, and change nothing.
  const [first] = tables;
  if (first === undefined) throw new Error('no match');
  first.send(1, 0);
  await pause(300);
  first.play();
  await pause(300);
  first.send(1, first.seats[1]?.board.board.findIndex((cell) => cell !== -1) ?? 0);
  await pause(300);
  const refusals = first.seats[1]?.refused;
  const rejectsIllegal = refusals === 2 && first.seats[0]?.board.n === 1;

  async function phase(mode: Phase['mode']): Promise<Phase> {
    let timer: NodeJS.Timeout | undefined;
    if (mode === 'closed') {
      closed = true;
      for (const table of tables) if (!table.busy) table.play();
    } else {
      let [owed, last, place] = [0, performance.now(), 0];
      timer = setInterval(() => {
        const now = performance.now();
        owed += (tables.length * (now - last)) / paceMs;
        last = now;
        for (; owed >= 1; owed -= 1) {
          const table = tables[place % tables.length];
          place += 1;
          if (table?.busy === false) table.play();
        }
      }, 5);
    }
    await pause(2000); // the compiler warms up
    const before = await stats();
    const [since, movesBefore] = [performance.now(), moves];
    const collected: number[] = [];
    latencies = { since, milliseconds: collected };
    await pause(seconds * 1000);
    const [wall, made] = [(performance.now() - since) / 1000, moves - movesBefore];
    latencies = undefined;
    const after = await stats();
    closed = false;
    clearInterval(timer);
    await pause(500);
    collected.sort((a, b) => a - b);
    const at = (share: number): number =>
      collected[Math.min(collected.length - 1, Math.floor(collected.length * share))] ?? Number.NaN;
    return {
      mode,
      movesPerS: made / wall,
      p50: at(0.5),
      p99: at(0.99),
      cpuUsPerMove: (after.cpuUs - before.cpuUs) / made,
    };
  }

  // Code is slow until it has run often: on a busy machine that takes longer than any phase does.
  closed = true;
  for (const table of tables) if (!table.busy) table.play();
  while (moves < warmMoves * tables.length) await pause(100);
  closed = false;
  await pause(500);

  const paced = await phase('paced');
  const sat = await phase('closed');
  const perKMatchesRssMB = ((idle.rss - base.rss) / 2 ** 20 / tables.length) * 1000;
  const result = { rejectsIllegal, errors: 0, perKMatchesRssMB, paced, sat };
  process.send?.({ result }, undefined, {}, () => process.exit(0));
}

void main();
