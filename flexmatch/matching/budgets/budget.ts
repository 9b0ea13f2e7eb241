/** The remaining budget of a search, in evaluations. */
export interface Budget {
  left: number;
  /** Set when the budget is used up: the search stops. */
  ended: boolean;
  /**
   * Set when one set of tickets was given up before all its teams were tried: the search continues, but its
   * failure proves nothing.
   */
  incomplete?: boolean;
}

/** Records each rule's verdicts, by the rule's index among the rules that a match must satisfy. */
export type Count = (rule: number, passed: boolean) => void;
