/** The extent of a campaign: as many seeds, or as many minutes. */
export interface CampaignAim {
  /** `Infinity` when time alone ends it. */
  readonly seeds: number;
  readonly minutes: number | undefined;
}

interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Milliseconds between two states: on a terminal each replaces the last, elsewhere each is a line. */
const intervalMs = { terminal: 250, line: 30_000 };

/**
 * Shows how far a campaign is.
 * @param now the time in milliseconds
 */
export function campaignProgress(
  { seeds, minutes }: CampaignAim,
  output: ProgressOutput,
  now: () => number,
): { readonly show: (done: number) => void; readonly end: () => void } {
  const began = now();
  const isTerminal = output.isTTY === true;
  let shownAt = began;
  let width = 0;
  return {
    show: (done) => {
      const at = now();
      if (at - shownAt < (isTerminal ? intervalMs.terminal : intervalMs.line)) return;
      shownAt = at;
      const all = seeds === Infinity ? '' : ` of ${seeds}`;
      const limit = minutes === undefined ? '' : ` of ${minutes} min`;
      const text = `${done}${all} seeds after ${elapsedText(at - began)}${limit}`;
      output.write(isTerminal ? `\r${text.padEnd(width)}` : `${text}\n`);
      width = text.length;
    },
    end: () => {
      if (width > 0 && isTerminal) output.write(`\r${' '.repeat(width)}\r`);
    },
  };
}

function elapsedText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
}
