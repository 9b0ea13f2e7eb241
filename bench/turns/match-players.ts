import { commandId } from '../../core/ids';
import { Seat } from './seat';
import { sessionOf } from './tables';

let commands = 0;

/** The two players of one match. A move is over when both have it. */
export class MatchPlayers {
  readonly seats: Seat[] = [];
  /** A move is under way. */
  busy = false;
  /** `performance.now()` at the newest move. */
  since = 0;
  #moves = 0;
  readonly #done: (players: MatchPlayers, latencyMs: number) => void;

  /** @param done called at the end of each move, with the milliseconds that it took */
  constructor(done: (players: MatchPlayers, latencyMs: number) => void) {
    this.#done = done;
  }

  async connect(match: number, port: number): Promise<void> {
    for (const seat of [0, 1])
      this.seats.push(await Seat.open(port, sessionOf(match, seat), () => this.#receive()));
  }

  /** Sends a command, legal or not. */
  send(place: number, cell: number): void {
    const seat = this.seats[place];
    if (seat === undefined) throw new RangeError(`no seat ${place}`);
    commands += 1;
    seat.say({ kind: 'command', id: commandId(`c${commands}`), seen: seat.sequence, command: { cell } });
  }

  /** Makes the next legal move. */
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

  #receive(): void {
    const [one, other] = this.seats;
    if (!this.busy || one?.board.n !== this.#moves || other?.board.n !== this.#moves) return;
    this.busy = false;
    this.#done(this, performance.now() - this.since);
  }
}
