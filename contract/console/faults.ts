export const eventFaults = ['duplicate', 'reorder', 'delay'] as const;

export type EventFault = (typeof eventFaults)[number];

/** The time that everything of the backend goes by. */
export interface ConsoleTime {
  /** Epoch milliseconds at which it stands; null while it runs. */
  readonly stoppedAt: number | null;
  /** Milliseconds that it is ahead of this machine's; negative behind it. */
  readonly aheadMs: number;
  /** It stands only until this machine's time has come. */
  readonly meets: boolean;
}

export const timeDeeds = ['stop', 'go', 'step', 'meet'] as const;

/** The longest step, in seconds. */
export const longestStepSeconds = 30 * 86_400;

export interface FaultsDocument {
  readonly dynamodb: {
    /** Probabilities for each call, 0 to 1. */
    readonly throttling: number;
    readonly transactionConflict: number;
    readonly indexLagMs: number;
  };
  readonly events: {
    readonly ways: readonly EventFault[];
    /** Events are held back until they are released. */
    readonly held: boolean;
    readonly undelivered: number;
  };
  readonly time: ConsoleTime;
  readonly hosting: string;
}
