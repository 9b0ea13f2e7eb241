import { type PoolEntry, hasType } from '../matching/pool/entry';
import { fillable } from '../matching/packing/packing';
import { boundsOver } from '../matching/packing/size-bounds';
import { type Program, type Stage } from '../matching/program/program';
import { attributeChanges, partsOf } from './attribute-changes';
import { type Change } from './change';
import { latencyChanges } from './latency-changes';
import { type Lineup, rosterOf, stageOf } from './lineup';
import { Trial } from './trial';

/** Maximum number of suggestions. */
const maxChanges = 8;

/** Values that a ticket must send before it can match at all. */
export function missingValues(entry: PoolEntry, program: Program): Change[] {
  const needsLatency = entry.obstacles.some((obstacle) => obstacle.code === 'missing-latency');
  return entry.ticket.players.flatMap((player): Change[] => [
    ...program.ruleSet.attributes.flatMap(({ name, type, default: fallback }): Change[] => {
      const value =
        (Object.hasOwn(player.attributes, name) ? player.attributes[name] : undefined) ?? fallback;
      if (value !== undefined && hasType(value, type)) return [];
      return [
        {
          kind: 'send-attribute',
          playerId: player.playerId,
          attribute: name,
          type,
          text: `send "${name}" as a ${type} for player ${player.playerId}, or declare a default`,
        },
      ];
    }),
    ...(needsLatency && (player.latencyMs === undefined || Object.keys(player.latencyMs).length === 0)
      ? [
          {
            kind: 'send-latency' as const,
            playerId: player.playerId,
            text: `send the latencies of player ${player.playerId} to the locations that may host the match`,
          },
        ]
      : []),
  ]);
}

/** A later step that allows smaller matches, or teams of other sizes, for the waiting tickets. */
export function waitsForSizes(entry: PoolEntry, others: readonly PoolEntry[], program: Program): Change[] {
  const oldestFirst = [...others].sort((a, b) => a.ticket.startTime - b.ticket.startTime);
  const now = stageOf([entry], program);
  for (let stage = Math.max(1, program.oldestAge ? now + 1 : 1); stage < program.stages.length; stage += 1) {
    const bounds = boundsOver(program, stage, stage);
    // The match consists of this ticket and as many of the oldest others as it takes: those reach the step
    // first.
    const chosen = [entry];
    const fits = (): boolean => {
      const sizes: number[] = [];
      for (const one of chosen) if (!one.isBackfill) sizes[one.size] = (sizes[one.size] ?? 0) + 1;
      return (
        (!chosen.some((one) => one.isBackfill) || chosen.length > 1) &&
        chosen.reduce((sum, one) => sum + one.size, 0) >= bounds.least &&
        (chosen.some((one) => one.isBackfill) ||
          fillable(
            bounds,
            Array.from(sizes, (count) => count ?? 0),
            program,
          ))
      );
    };
    for (const other of oldestFirst) {
      if (fits()) break;
      chosen.push(other);
    }
    if (!fits() || (!program.oldestAge && stageOf(chosen, program) >= stage)) continue;
    const changes = stepsAt(chosen, program, stage, ['team sizes'], (target) => target.kind === 'teams');
    if (changes.length > 0) return changes;
  }
  return [];
}

type Target = Program['ruleSet']['expansions'][number]['target'];

/** The expansion steps that take effect when the match's age reaches a stage, as changes. */
function stepsAt(
  entries: readonly PoolEntry[],
  program: Program,
  stage: number,
  mends: readonly string[],
  concerns: (target: Target) => boolean,
): Change[] {
  const wait = program.boundaries[stage - 1] ?? 0;
  const starts = entries.map((entry) => entry.ticket.startTime);
  const at = (program.oldestAge ? Math.min(...starts) : Math.max(...starts)) + wait;
  const shownAt = Math.round(at * 1000) / 1000;
  return program.ruleSet.expansions.flatMap(({ target, text, steps }) =>
    steps.flatMap((step, index): Change[] => {
      if (step.waitTimeSeconds !== wait || !concerns(target)) return [];
      return [
        {
          kind: 'wait',
          at,
          expansion: text,
          step: index + 1,
          value: step.shown,
          mends,
          text:
            `waiting helps: at ${shownAt} s, step ${index + 1} of the expansion of ${text} sets ` +
            `${step.shown}, and then ${listed(mends)} would be satisfied`,
        },
      ];
    }),
  );
}

function listed(names: readonly string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** Changes that would make the line-up a match: the next expansion steps, and values of this ticket. */
export function changesFor(entry: PoolEntry, lineup: Lineup, program: Program): Change[] {
  const now = stageOf(lineup.entries, program);
  const stage = program.stages[now];
  if (stage === undefined) return [];
  const roster = rosterOf(lineup, program);
  const failing = stage.rules.filter((rule) => !rule.check(roster));
  const changes = waitsForRules(
    lineup,
    program,
    now,
    failing.map(({ rule }) => rule.name),
  );
  // Current players of a running session cannot change their values; the suggestions are for those who join.
  if (entry.isBackfill) return changes.slice(0, maxChanges);
  const trial = new Trial(entry, lineup, program);
  for (const { rule } of failing) {
    if (changes.length >= maxChanges) break;
    for (const part of partsOf(rule, stage))
      if (part.type === 'latency') changes.push(...latencyChanges(trial, part, rule.name));
    changes.push(...attributeChanges(trial, rule, stage));
  }
  return changes.slice(0, maxChanges);
}

/** The first stage at which all rules hold, or else for each rule the first at which it holds. */
function waitsForRules(lineup: Lineup, program: Program, now: number, failing: readonly string[]): Change[] {
  const roster = rosterOf(lineup, program);
  const short = (stage: Stage | undefined): boolean =>
    stage?.minPlayers.some((least, slot) => (roster.loads[slot] ?? 0) < least) === true;
  const holds = (stage: Stage | undefined, name: string): boolean =>
    stage?.byName.get(name)?.check(roster) === true;
  const wasShort = short(program.stages[now]);
  const concerning =
    (stage: Stage | undefined, names: readonly string[]) =>
    (target: Target): boolean => {
      if (target.kind === 'teams') return names.includes('team sizes');
      return names.some((name) => {
        const rule = stage?.byName.get(name)?.rule;
        return (
          stage !== undefined &&
          rule !== undefined &&
          (rule.name === target.rule || partsOf(rule, stage).some((part) => part.name === target.rule))
        );
      });
    };
  const wanted = [...failing, ...(wasShort ? ['team sizes'] : [])];
  const mended = (stage: Stage | undefined, name: string): boolean =>
    name === 'team sizes' ? !short(stage) : holds(stage, name);
  for (let index = now + 1; index < program.stages.length; index += 1) {
    const stage = program.stages[index];
    if (wanted.every((name) => mended(stage, name)) && !stage?.rules.some((rule) => !rule.check(roster)))
      return stepsAt(lineup.entries, program, index, wanted, concerning(stage, wanted));
  }
  return wanted.flatMap((name) => {
    for (let index = now + 1; index < program.stages.length; index += 1) {
      if (mended(program.stages[index], name))
        return stepsAt(lineup.entries, program, index, [name], concerning(program.stages[index], [name]));
    }
    return [];
  });
}
