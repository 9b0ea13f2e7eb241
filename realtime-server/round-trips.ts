import { lagOf, type RoundTrips, withRoundTrip } from '../core/match/clock/lag';
import { type Clock } from '../core/clock';

/** A connection is measured again after this many ms … */
const measureEveryMs = 3000;
/** … and after this many, once its newest round trips hardly differ: a ping and its pong are work too. */
const measureSteadyEveryMs = 12_000;
/** The number of round trips before a connection can count as steady. */
const steadyTrips = 4;
/** A ping without an answer for this many ms is given up, so that another can be sent. */
const lostAfterMs = 15_000;
/** A change of the lag by this many ms is sent to the player. */
const notableMs = 50;

interface SeatRoundTrips {
  trips: RoundTrips;
  /** The median of these trips; undefined before the first. Cached, since it is read with every message. */
  lag: number | undefined;
  /** No kept trip is notably longer or shorter than the lag. */
  steady: boolean;
  /** The ping under way. */
  asked: { readonly n: number; readonly at: number } | undefined;
  measuredAt: number;
  /** The lag that was last sent to the player. */
  sent: number | undefined;
}

const unmeasured = { trips: [], lag: undefined, steady: false, asked: undefined, sent: undefined };

/**
 * The lag of connections, measured by pings of the script. They are sent when a seat gets its turn, so idle
 * connections cause none.
 */
export class ConnectionLags {
  readonly #clock: Clock;
  readonly #ping: (peerId: number, n: number) => void;
  readonly #newNumber: () => number;
  readonly #peers = new Map<number, SeatRoundTrips>();

  /**
   * @param newNumber gives numbers that cannot be guessed: a forged pong would make a connection look faster
   * than it is
   */
  constructor(clock: Clock, ping: (peerId: number, n: number) => void, newNumber: () => number) {
    this.#clock = clock;
    this.#ping = ping;
    this.#newNumber = newNumber;
  }

  /** Measures a connection, unless a measurement is under way or recent. */
  measure(peerId: number): void {
    const now = this.#clock.now();
    const known = this.#peers.get(peerId);
    if (known?.asked !== undefined && now - known.asked.at < lostAfterMs) return;
    const every = known?.steady === true ? measureSteadyEveryMs : measureEveryMs;
    if (known !== undefined && known.asked === undefined && now - known.measuredAt < every) return;
    const n = this.#newNumber();
    const peer = known ?? { ...unmeasured, measuredAt: now };
    peer.asked = { n, at: now };
    this.#peers.set(peerId, peer);
    this.#ping(peerId, n);
  }

  /** Handles a pong. @returns true when the lag has changed so much that it should be sent to the player */
  answered(peerId: number, n: number): boolean {
    const peer = this.#peers.get(peerId);
    if (peer?.asked?.n !== n) return false;
    const now = this.#clock.now();
    peer.trips = withRoundTrip(peer.trips, now - peer.asked.at);
    peer.asked = undefined;
    peer.measuredAt = now;
    const lag = lagOf(peer.trips);
    peer.lag = lag;
    peer.steady =
      peer.trips.length >= steadyTrips && peer.trips.every((trip) => Math.abs(trip - lag) < notableMs);
    if (peer.sent !== undefined && Math.abs(lag - peer.sent) < notableMs) return false;
    peer.sent = lag;
    return true;
  }

  /** Round trip in ms; undefined until it is measured. */
  of(peerId: number | undefined): number | undefined {
    return peerId === undefined ? undefined : this.#peers.get(peerId)?.lag;
  }

  forget(peerId: number): void {
    this.#peers.delete(peerId);
  }
}
