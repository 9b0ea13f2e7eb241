import { eventFaults, type FaultsDocument } from '../../contract/console/faults';
import { type FaultLayer } from '../dynamodb';
import { type EventSwitches, type Insight } from '../gamelift';
import { type LocalTime } from '../time/local-time';
import { shownTime, timeWords } from './time';

/** The switches of all faults. */
export interface FaultSwitches {
  readonly dynamodb: FaultLayer;
  readonly events: EventSwitches;
  readonly time: LocalTime;
}

/** The active faults. */
export function activeFaults({ dynamodb, events, time }: FaultSwitches, insight: Insight): FaultsDocument {
  const { throttling = 0, transactionConflict = 0, indexLagMs = 0 } = dynamodb.current;
  return {
    dynamodb: { throttling, transactionConflict, indexLagMs },
    events: { ways: events.ways, held: events.held, undelivered: events.undelivered },
    time: shownTime(time),
    hosting: insight.hosting,
  };
}

/** The same in words, for the status bar. */
export function faultWords(switches: FaultSwitches, insight: Insight): readonly string[] {
  const { dynamodb, events, hosting } = activeFaults(switches, insight);
  const time = timeWords(switches.time);
  const percent = (chance: number): string => `${Math.round(chance * 100)} %`;
  return [
    ...(dynamodb.throttling > 0
      ? [`${percent(dynamodb.throttling)} of the tables’ calls are throttled`]
      : []),
    ...(dynamodb.transactionConflict > 0
      ? [`${percent(dynamodb.transactionConflict)} of the tables’ writes meet a transaction`]
      : []),
    ...(dynamodb.indexLagMs > 0 ? [`indexes lag by ${dynamodb.indexLagMs} ms`] : []),
    ...(events.held ? [`events are held: ${events.undelivered} wait`] : []),
    ...events.ways.map((way) => `events are delivered with faults: ${way}`),
    ...(hosting === 'local' ? [] : [`hosting is ${hosting}: placements wait`]),
    ...(time === undefined ? [] : [time]),
  ];
}

/** Sets a switch of the events. @throws RangeError naming what is none */
function switchEvents(events: EventSwitches, name: string, on: boolean): void {
  if (name === 'held') {
    events.held = on;
    return;
  }
  if (!eventFaults.some((way) => way === name))
    throw new RangeError(`faults of events are held, ${eventFaults.join(', ')}, not ${name}`);
  events.ways = eventFaults.filter((way) => (way === name ? on : events.ways.includes(way)));
}

const tableFaults = ['throttling', 'transactionConflict', 'indexLagMs'] as const;

/**
 * Sets those switches that a page names; the others stay as they are, since a page may have an older state of
 * them. @throws RangeError naming what is not a fault or beyond its limits
 */
export function switchFaults(
  { dynamodb, events }: FaultSwitches,
  what: string,
  query: URLSearchParams,
): boolean {
  if (what === 'events') {
    for (const [name, value] of query) switchEvents(events, name, value === 'true');
    return true;
  }
  if (what !== 'dynamodb') return false;
  for (const [name, text] of query) {
    const fault = tableFaults.find((known) => known === name);
    const value = Number(text);
    if (fault === undefined)
      throw new RangeError(`faults of tables are ${tableFaults.join(', ')}, not ${name}`);
    if (!Number.isFinite(value)) throw new RangeError(`${name} is not a number`);
    dynamodb.set({ ...dynamodb.current, [fault]: fault === 'indexLagMs' ? Math.min(60_000, value) : value });
  }
  return true;
}
