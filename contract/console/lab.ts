/** A matchmaking whose rule set can be changed in the lab. */
export interface LabRuleSet {
  readonly matchmaking: string;
  /** Name of its file in game/rule-sets/. */
  readonly name: string;
  /** Content of the file. */
  readonly text: string;
  /** Version of the file: a save replaces only the one that it names. */
  readonly version: string;
  readonly timeoutSeconds: number;
  /** The number of tickets that wait for it. */
  readonly waiting: number;
}

export interface LabDocument {
  readonly ruleSets: readonly LabRuleSet[];
}

/** A ticket of the running pool, in the form of the rule engine. Start times are seconds after the oldest. */
export interface LabTicket {
  readonly ticketId: string;
  readonly startTime: number;
  readonly players: readonly {
    readonly playerId: string;
    readonly attributes: Readonly<
      Record<string, string | number | readonly string[] | Readonly<Record<string, number>>>
    >;
    readonly latencyMs?: Readonly<Record<string, number>>;
  }[];
}

export interface LabPool {
  readonly tickets: readonly LabTicket[];
  /** More tickets wait than are listed. */
  readonly more: boolean;
  /** Seconds after the oldest ticket at which the pool was read. */
  readonly now: number;
}

/** The kinds of files that the lab saves for the team. */
export const labFiles = ['rule-sets', 'cases'] as const;

export type LabFile = (typeof labFiles)[number];

export interface LabSaved {
  /** Path of the saved file, from the project's folder. */
  readonly file: string;
  readonly version: string;
}
