/** The processes of a fleet and its need of them at one moment. */
export interface ProcessNeeds {
  /** Game sessions without a process. */
  readonly waiting: number;
  readonly idle: number;
  readonly starting: number;
  readonly processes: number;
  readonly maxProcesses: number;
  /** The configured minimum of processes that are ready. */
  readonly warm: number;
  /** Number of processes to keep ready now: more than `warm` while demand is high. */
  readonly spares: number;
  readonly cores: number;
}

/** Maximum number of processes that start at once, however many cores there are. */
const maxAtOnce = 4;

/**
 * Whether a fleet starts another process: as many at once as there are cores while sessions wait or few are
 * ready, else one at a time. Spares beyond the configured minimum wait until a core has nothing to do,
 * because the running sessions need it more.
 */
export function nextStart(needs: ProcessNeeds): 'none' | 'now' | 'when-a-core-is-idle' {
  const { waiting, idle, starting, processes, maxProcesses, warm, spares, cores } = needs;
  const coming = idle + starting;
  const atOnce = waiting > 0 || idle * 2 < warm ? Math.min(maxAtOnce, cores) : 1;
  if (waiting + spares <= coming || starting >= atOnce || processes >= maxProcesses) return 'none';
  return waiting + Math.max(1, warm) > coming ? 'now' : 'when-a-core-is-idle';
}
