import { type EventDelivery } from './delivery';
import { type Rudeness, type RudeWay } from './rudeness';

/** What may be done to the delivery of events while it runs. */
export interface EventSwitches {
  ways: readonly RudeWay[];
  /** True: nothing is delivered until it is let go. */
  held: boolean;
  /** Deliveries that wait or are under way. */
  readonly undelivered: number;
}

/** @param delivery absent when no sink takes events */
export function eventSwitches(rudeness: Rudeness, delivery: EventDelivery | undefined): EventSwitches {
  return {
    get ways() {
      return rudeness.ways;
    },
    set ways(ways) {
      rudeness.ways = ways;
    },
    get held() {
      return delivery?.held ?? false;
    },
    set held(held) {
      if (delivery !== undefined) delivery.held = held;
    },
    get undelivered() {
      return delivery?.open ?? 0;
    },
  };
}
