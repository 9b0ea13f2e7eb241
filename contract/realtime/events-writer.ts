import { type WrittenToPlayer } from './to-player';

type Fields = WrittenToPlayer['events'];
type Event = Fields['events'][number];
type WrittenPosition = NonNullable<Fields['position']>;
type Clocks = NonNullable<Fields['clocks']>;

/**
 * Writes *events* messages: the same JSON as `writeToPlayer`, in less time. A part that several messages
 * share (the view of a game without secrets, the action, the seats' clocks) is written once for all of them.
 * A shared part is one object.
 */
export class EventsWriter {
  readonly #view = new LastText();
  readonly #action = new LastText();
  #seats: Clocks['seats'] | undefined;
  #seatsText = '';

  /** The payload of a message: the JSON that `writeToPlayer('events', fields)` would give. */
  write({ from, events, position, clocks }: Fields): string {
    let list = '';
    for (const event of events) list += list === '' ? this.#event(event) : `,${this.#event(event)}`;
    const now = clocks === undefined ? '' : `,"clocks":${this.#clocks(clocks)}`;
    const after = position === null ? 'null' : this.#position(position);
    return `{"from":${from},"events":[${list}],"position":${after}${now}}`;
  }

  #event(event: Event): string {
    const { sequence, seat, at, action } = event;
    const bot = 'bot' in event && event.bot !== undefined ? `,"bot":${JSON.stringify(event.bot)}` : '';
    const id = 'id' in event && event.id !== undefined ? `,"id":${JSON.stringify(event.id)}` : '';
    const played = this.#action.of(action);
    return `{"sequence":${sequence},"seat":${seat},"at":${at},"action":${played}${bot}${id}}`;
  }

  #position({ view, toAct, legal, offer, left, phase }: WrittenPosition): string {
    const offered = offer === null ? 'null' : JSON.stringify(offer);
    const choices = legal.length === 0 ? '[]' : JSON.stringify(legal);
    const named = phase === null ? 'null' : JSON.stringify(phase);
    return (
      `{"view":${this.#view.of(view)},"toAct":[${toAct.join()}],"legal":${choices},` +
      `"offer":${offered},"left":[${left.join()}],"phase":${named}}`
    );
  }

  #clocks({ now, seats, lag }: Clocks): string {
    if (seats !== this.#seats) {
      this.#seats = seats;
      this.#seatsText = seatsText(seats);
    }
    const own = lag === null ? 'null' : `{"roundTripMs":${lag.roundTripMs},"forgivenMs":${lag.forgivenMs}}`;
    return `{"now":${now},"seats":[${this.#seatsText}],"lag":${own}}`;
  }
}

/** The text of a value, kept until another value is asked for. */
class LastText {
  #value: unknown;
  #text: string | undefined;

  of(value: unknown): string {
    if (this.#text === undefined || value !== this.#value) {
      this.#value = value;
      this.#text = JSON.stringify(value);
    }
    return this.#text;
  }
}

function seatsText(seats: Clocks['seats']): string {
  let text = '';
  for (const { remainingMs, runsSince, deadline, periods } of seats)
    text +=
      `${text === '' ? '' : ','}{"remainingMs":${remainingMs},"runsSince":${runsSince},` +
      `"deadline":${deadline},"periods":${periods}}`;
  return text;
}
