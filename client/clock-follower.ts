import { type WireClocks } from '../contract/realtime/to-player';
import { type TimeControl } from '../core/match/clock/time-control';
import { MatchClocks } from './match-clocks';
import { type Transports } from './transports';

/** Follows the clocks that the server sends, and measures the delay of its messages by pings. */
export class ClockFollower {
  readonly #transports: Pick<Transports, 'now'>;
  readonly #show: (clocks: MatchClocks) => void;
  #clocks: MatchClocks | undefined;
  #asked: { readonly n: number; readonly at: number } | undefined;
  #roundTripMs = 0;

  /** @param show called with the clocks after each change */
  constructor(transports: Pick<Transports, 'now'>, show: (clocks: MatchClocks) => void) {
    this.#transports = transports;
    this.#show = show;
  }

  /** Undefined until the server has sent one. */
  get clocks(): MatchClocks | undefined {
    return this.#clocks;
  }

  /** A ping is sent. */
  asked(n: number): void {
    this.#asked = { n, at: this.#transports.now() };
  }

  /** The answer to a ping has arrived. */
  answered(n: number): void {
    if (this.#asked?.n !== n) return;
    this.#roundTripMs = this.#transports.now() - this.#asked.at;
    if (this.#clocks !== undefined) this.#become(this.#clocks.delayedBy(this.#roundTripMs / 2));
  }

  /** The server has sent the clocks. */
  receive(sent: WireClocks, control: TimeControl): void {
    const now = (): number => this.#transports.now();
    this.#become(new MatchClocks(sent, control, now(), this.#roundTripMs / 2, now));
  }

  #become(clocks: MatchClocks): void {
    this.#clocks = clocks;
    this.#show(clocks);
  }
}
