import { once } from 'node:events';
import { WebSocket } from 'ws';
import * as z from 'zod/mini';
import { opCode } from '../../contract/realtime/op-codes';
import { writeToScript } from '../../contract/realtime/to-script';
import { decodePacket, encodePacket } from '../../contract/realtime/wire/codec';
import { packet } from '../../contract/realtime/wire/packet';
import { type PlayerSessionId } from '../../core/ids';

const text = new TextDecoder();

const board = z.object({ board: z.array(z.number()), turn: z.number(), n: z.number() });
const withPosition = z.object({ position: z.object({ view: board }) });
const welcomed = z.extend(withPosition, { secret: z.string(), sequence: z.number() });
const numbered = z.object({ n: z.number() });
const happened = z.extend(withPosition, { from: z.number(), events: z.array(z.unknown()) });

/** A player's connection to a match, and the script's messages on it. */
export class Seat {
  readonly #socket: WebSocket;
  /** Called after each event. */
  readonly #received: () => void;
  #secret = '';
  /** Newest entry of the log that it knows. */
  sequence = 0;
  board: z.infer<typeof board> = { board: [], turn: 0, n: 0 };
  /** Commands that the script refused. */
  refused = 0;

  private constructor(socket: WebSocket, received: () => void) {
    this.#socket = socket;
    this.#received = received;
  }

  /** Connects, logs in, and waits for the script's welcome. */
  static async open(port: number, playerSessionId: PlayerSessionId, received: () => void): Promise<Seat> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/websocket`, { perMessageDeflate: false });
    await once(socket, 'open');
    const seat = new Seat(socket, received);
    const seated = new Promise<void>((resolve) => {
      socket.on('message', (frame: Buffer) => seat.#receive(frame, resolve));
    });
    socket.send(
      encodePacket(
        packet({
          opCode: 0,
          targetPlayer: -1,
          reliable: true,
          message: { kind: 'login', playerSessionId, clientVersion: 2 },
        }),
      ),
    );
    await seated;
    return seat;
  }

  say(message: Parameters<typeof writeToScript>[0]): void {
    const { opCode: code, payload } = writeToScript(message, this.#secret);
    this.#socket.send(
      encodePacket(packet({ opCode: code, targetPlayer: -1, reliable: true, payload: Buffer.from(payload) })),
    );
  }

  #receive(frame: Buffer, seated: () => void): void {
    const decoded = decodePacket(frame);
    if (!decoded.ok) throw new Error(decoded.reason);
    const { opCode: code, payload } = decoded.packet;
    // Codes of the Realtime protocol itself are not positive.
    if (code <= 0) return;
    const fields: unknown = JSON.parse(text.decode(payload));
    if (code === opCode.welcome) {
      const { secret, sequence, position } = welcomed.parse(fields);
      this.#secret = secret;
      this.sequence = sequence;
      this.board = position.view;
      seated();
    } else if (code === opCode.events) {
      const { from, events, position } = happened.parse(fields);
      this.sequence = from + events.length - 1;
      this.board = position.view;
      this.#received();
    } else if (code === opCode.ping) this.say({ kind: 'pong', n: numbered.parse(fields).n });
    else if (code === opCode.refused) this.refused += 1;
  }
}
