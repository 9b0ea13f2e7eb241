import { at } from '../at';
import { type AttributeValue, type PoolTicket, type TicketPlayer } from '../engine-types';
import { Dice } from './dice';
import { drawNumber, drawValue } from './distribution';
import { type Population } from './population';

/** A ticket and the home region of its players, when it is known. */
export interface ArrivingTicket {
  readonly ticket: PoolTicket;
  readonly region?: string;
}

/** When arrivals end: at a time or after a number of players, whichever comes first. */
export interface ArrivalSpan {
  /** Tickets arrive from 0 to this time, in seconds. */
  readonly seconds: number;
  /** Arrivals end after this many players. */
  readonly players?: number;
}

/**
 * Draws tickets in the order of their arrival. Start times are whole seconds, the step of the simulation's
 * clock. Equal seeds draw equal tickets for any rule set.
 */
export function* drawTickets(
  population: Population,
  span: ArrivalSpan,
  seed: number,
): Generator<ArrivingTicket> {
  const dice = new Dice(seed);
  const clock = new ArrivalClock(population.arrivals);
  let players = 0;
  for (let number = 1; ; number += 1) {
    const at = clock.after(population.arrivals.process === 'even' ? 1 : dice.exponential());
    if (!(at < span.seconds) || players >= (span.players ?? Infinity)) return;
    const { size } = dice.pick(population.parties);
    const home = population.regions.length === 0 ? undefined : dice.pick(population.regions);
    const members: TicketPlayer[] = [];
    for (let member = 0; member < size; member += 1)
      members.push(drawPlayer(`p${number}${size === 1 ? '' : `.${member + 1}`}`, population, home, dice));
    players += size;
    yield {
      ticket: { ticketId: `t${number}`, startTime: Math.floor(at), players: members },
      ...(home === undefined ? {} : { region: home.name }),
    };
  }
}

function drawPlayer(
  playerId: string,
  population: Population,
  home: Population['regions'][number] | undefined,
  dice: Dice,
): TicketPlayer {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, distribution] of Object.entries(population.attributes)) {
    const value = drawValue(distribution, dice);
    if (value !== undefined) attributes[name] = value;
  }
  if (home === undefined) return { playerId, attributes };
  const latencyMs: Record<string, number> = {};
  for (const [location, distribution] of Object.entries(home.latencyMs)) {
    if (distribution.missing !== undefined && dice.fraction() < distribution.missing) continue;
    latencyMs[location] = Math.max(1, Math.round(drawNumber(distribution, dice)));
  }
  const silent = population.withoutLatency > 0 && dice.fraction() < population.withoutLatency;
  return silent ? { playerId, attributes } : { playerId, attributes, latencyMs };
}

const hour = 3600;

/** Turns gaps of a process with rate 1 into times, at the rate of each hour of the day. */
class ArrivalClock {
  readonly #arrivals: Population['arrivals'];

  #now = 0;
  readonly #rates: readonly number[];

  constructor(arrivals: Population['arrivals']) {
    this.#arrivals = arrivals;

    const { byHour, ticketsPerMinute } = arrivals;
    const mean = byHour === undefined ? 1 : byHour.reduce((sum, rate) => sum + rate, 0) / byHour.length;
    this.#rates = (byHour ?? [1]).map((rate) => ((rate / mean) * ticketsPerMinute) / 60);
  }

  /** @param gap expected arrivals until the next one; @returns seconds since the clock started */
  after(gap: number): number {
    let left = gap;
    for (;;) {
      const ofDay = this.#now / hour + this.#arrivals.startHour;
      const rate = at(this.#rates, Math.floor(ofDay) % this.#rates.length);
      const hourEnds =
        this.#rates.length === 1 ? Infinity : (Math.floor(ofDay) + 1 - this.#arrivals.startHour) * hour;
      const room = rate === 0 ? 0 : rate * (hourEnds - this.#now);
      if (left < room || hourEnds === Infinity) {
        this.#now += left / rate;
        return this.#now;
      }
      left -= room;
      this.#now = hourEnds;
    }
  }
}
