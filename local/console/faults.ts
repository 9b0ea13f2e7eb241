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

/** Sets switches as a page requests. @throws RangeError naming what is not a fault or beyond its limits */
export function switchFaults(
  { dynamodb, events }: FaultSwitches,
  what: string,
  query: URLSearchParams,
): boolean {
  const number = (name: string): number => {
    const value = Number(query.get(name) ?? 0);
    if (!Number.isFinite(value)) throw new RangeError(`${name} is not a number`);
    return value;
  };
  if (what === 'dynamodb') {
    dynamodb.set({
      throttling: number('throttling'),
      transactionConflict: number('transactionConflict'),
      indexLagMs: Math.min(60_000, number('indexLagMs')),
    });
    return true;
  }
  if (what !== 'events') return false;
  const asked = (query.get('ways') ?? '').split(',').filter((way) => way !== '');
  const ways = eventFaults.filter((way) => asked.includes(way));
  if (ways.length < new Set(asked).size)
    throw new RangeError(`ways are of ${eventFaults.join(', ')}, not ${asked.join(', ')}`);
  events.ways = ways;
  events.held = query.get('held') === 'true';
  return true;
}
