import { fieldsOf } from '../../core/fields-of';
import { differing, same, type PlanValues } from './comparison';
import { beyondOrder } from './magnitude';

/**
 * The part of a fleet that begins new matches. Each change of it is made without an interruption, at once.
 */
export function runtimeDangers(is: unknown, was: unknown): readonly string[] {
  const [now, before] = [fieldsOf(is), fieldsOf(was)];
  const [processes, old] = [processesOf(now), processesOf(before)];
  if (processes.length === 0 && old.length > 0)
    return ['the machines of the fleet start no process, so no new match runs'];
  return [
    ...(processes.length < old.length ? ['the machines of the fleet start fewer kinds of processes'] : []),
    ...processes.flatMap((process, at) => processDangers(process, old[at])),
    ...differing(before, now)
      .filter((name) => name !== 'ServerProcesses')
      .flatMap((name) => beyondOrder(now[name], before[name], name))
      .map((change) => `the start of new matches changes: ${change}`),
  ];
}

const processesOf = (configuration: PlanValues): readonly PlanValues[] => {
  const { ServerProcesses: processes } = configuration;
  return Array.isArray(processes) ? processes.map(fieldsOf) : [];
};

function processDangers(is: PlanValues, was: PlanValues | undefined): readonly string[] {
  if (was === undefined) return [`new matches also run ${String(is['LaunchPath'])}`];
  const { LaunchPath: path, Parameters: parameters, ...rest } = is;
  const { LaunchPath: oldPath, Parameters: oldParameters, ...oldRest } = was;
  return [
    ...(same(path, oldPath) ? [] : [`new matches run ${String(path)} instead of ${String(oldPath)}`]),
    ...beyondOrder(rest, oldRest).map((change) => `matches of a machine change: ${change}`),
    ...beyondOrder(wordsOf(parameters), wordsOf(oldParameters)).map(
      (change) => `new matches start with another ${change}`,
    ),
  ];
}

/** The `key:value` words of launch parameters. The level of the log decides nothing else. */
function wordsOf(parameters: unknown): PlanValues {
  const words = typeof parameters === 'string' ? parameters.split(/[\s,]+/) : [];
  return Object.fromEntries(
    words
      .map((word) => [word.replace(/:.*$/s, ''), word.replace(/^[^:]*:/, '')] as const)
      .filter(([key]) => key !== 'loggingLevel'),
  );
}
