import { type EventDelivery } from './delivery';
import { type FaultyDelivery, type DeliveryFault } from './delivery-faults';

/** Controls of the delivery of events at run time. */
export interface EventSwitches {
  ways: readonly DeliveryFault[];
  /** True: nothing is delivered until it is released. */
  held: boolean;
  /** Deliveries that wait or are running. */
  readonly undelivered: number;
}

/** @param delivery absent without a receiver of events */
export function eventSwitches(faults: FaultyDelivery, delivery: EventDelivery | undefined): EventSwitches {
  return {
    get ways() {
      return faults.ways;
    },
    set ways(ways) {
      faults.ways = ways;
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
