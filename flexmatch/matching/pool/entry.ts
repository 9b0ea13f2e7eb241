import { makeUnit, nothing, type PartyValues } from './party-unit';
import {
  type AttributeType,
  type AttributeValue,
  type PoolTicket,
  type TicketPlayer,
} from '../../engine-types';
import { type TicketKind } from './kind';
import { type Program } from '../program/program';
import { maxDenseLocations, type Unit } from '../../roster/unit';

/** Why a ticket can never match, regardless of the other tickets. */
export interface Obstacle {
  readonly code:
    | 'missing-attribute'
    | 'wrong-attribute-type'
    | 'missing-latency'
    | 'party-too-large'
    | 'unknown-team'
    | 'no-players'
    | 'rule-fails-alone';
  readonly message: string;
}

/** A ticket in the pool, with everything that rules read from it. */
export interface PoolEntry {
  readonly ticket: PoolTicket;
  /** Order of arrival. */
  readonly sequence: number;
  readonly units: readonly Unit[];
  readonly size: number;
  readonly isBackfill: boolean;
  readonly obstacles: readonly Obstacle[];
  /** Place in line by backfill priority: -1 before all, 1 after all. */
  readonly rank: -1 | 0 | 1;
  /** Number of expansion boundaries that its age has passed. */
  stage: number;
  alive: boolean;
  /** Whether it is in the pool's index; a ticket that can never match is not. */
  indexed: boolean;
  /** A search around this ticket proved that it has no match, and nothing relevant has changed since. */
  proven: boolean;
  /** The last search around this ticket ran out of budget, so it proved nothing. */
  open: boolean;
  /** Number of searches around this ticket that ran out of budget since the last match or proof. */
  attempts: number;
  /** Set when the ticket enters the index. */
  kind: TicketKind;
  /** Passed and failed counts by rule index, once a rule was evaluated for it. */
  counts: number[] | undefined;
  /** Allowed slots of each unit, by stage. */
  allowed: Array<ReadonlyArray<readonly number[]> | undefined> | undefined;
  /** Its place in the index: the bucket of its equal values and the list values it is found by. */
  key: string;
  postings: readonly string[];
  /** Its range on the column of nearness. */
  low: number;
  high: number;
  /** Bit sets of locations and list values, which facts compare. */
  bits: readonly number[];
  /** Values for sort rules, computed on first use. */
  sortValues: ReadonlyArray<number | string | undefined> | undefined;
  /** Everything that rules can see of it, as text; computed when a search gets long. */
  profile: string | undefined;
}

/** Order in line: backfill priority, then age, then arrival. */
export function inLine(a: PoolEntry, b: PoolEntry): number {
  return a.rank - b.rank || a.ticket.startTime - b.ticket.startTime || a.sequence - b.sequence;
}

/** Tickets with equal profiles are interchangeable in any match, unless rules read player ids. */
export function profileOf(entry: PoolEntry): string {
  entry.profile ??= JSON.stringify(
    entry.units.map((unit) => [
      unit.size,
      unit.fixedSlot,
      unit.numbers,
      unit.ownNumbers,
      unit.strings,
      unit.lists,
      unit.latencies.map((column) => (column.length > maxDenseLocations ? Object.entries(column) : column)),
    ]),
  );
  return `${entry.stage}|${entry.rank}|${entry.profile}`;
}

const noKind: TicketKind = { id: 0, size: 0, counts: undefined, slots: undefined, plain: false };

/**
 * Prepares a ticket for the program. Never throws for any ticket: reasons that prevent a match are listed as
 * obstacles.
 */
export function admit(ticket: PoolTicket, sequence: number, program: Program): PoolEntry {
  const obstacles: Obstacle[] = [];
  const values = ticket.players.map((player) => playerValues(player, program, obstacles));
  obstacles.push(...obstaclesOf(ticket, program));
  const units = obstacles.length === 0 ? unitsOf(ticket, values, program, obstacles) : [];
  return {
    ticket,
    sequence,
    units: obstacles.length === 0 ? units : [],
    size: ticket.players.length,
    isBackfill: ticket.backfill !== undefined,
    obstacles: obstacles.length === 0 ? nothing : obstacles,
    rank: rankOf(ticket, program),
    stage: 0,
    alive: true,
    indexed: false,
    proven: false,
    open: false,
    attempts: 0,
    kind: noKind,
    counts: undefined,
    allowed: undefined,
    key: '',
    postings: nothing,
    low: 0,
    high: 0,
    bits: nothing,
    sortValues: undefined,
    profile: undefined,
  };
}

function obstaclesOf({ players, backfill }: PoolTicket, program: Program): Obstacle[] {
  const obstacles: Obstacle[] = [];
  if (players.length === 0) obstacles.push({ code: 'no-players', message: 'the ticket has no players' });
  if (backfill === undefined && players.length > program.largestTeam) {
    obstacles.push({
      code: 'party-too-large',
      message:
        `the party of ${players.length} is larger than every team (at most ${program.largestTeam} ` +
        'players), and parties are never split',
    });
  }
  if (!program.ruleSet.rules.some((rule) => rule.type === 'latency')) return obstacles;
  for (const { playerId, latencyMs } of players) {
    if (latencyMs === undefined || Object.keys(latencyMs).length === 0)
      obstacles.push({
        code: 'missing-latency',
        message: `player ${playerId} sent no latencies, and the rule set has a latency rule`,
      });
  }
  return obstacles;
}

/**
 * The parties of a ticket: one, or of a backfill ticket each current player on the own team.
 * @param obstacles receives an obstacle for each unknown team
 */
function unitsOf(
  { players, backfill }: PoolTicket,
  values: readonly PartyValues[],
  program: Program,
  obstacles: Obstacle[],
): Unit[] {
  if (backfill === undefined) return [makeUnit(players, values, -1, program)];
  return players.flatMap((player, index) => {
    const slot = program.slots.findIndex((candidate) => candidate.name === player.team);
    if (slot !== -1) return [makeUnit([player], values.slice(index, index + 1), slot, program)];
    obstacles.push({
      code: 'unknown-team',
      message:
        `player ${player.playerId} is on team ${JSON.stringify(player.team ?? '')}, and the teams are ` +
        `${program.slots.map((candidate) => candidate.name).join(', ')}`,
    });
    return [];
  });
}

function rankOf({ backfill }: PoolTicket, { ruleSet }: Program): PoolEntry['rank'] {
  if (backfill === undefined) return 0;
  const priority = ruleSet.algorithm.backfillPriority;
  if (priority === 'high' || ruleSet.large) return -1;
  return priority === 'low' ? 1 : 0;
}

function playerValues(player: TicketPlayer, program: Program, obstacles: Obstacle[]): PartyValues {
  const values = new Map<string, AttributeValue>();
  for (const { name, type, default: fallback } of program.ruleSet.attributes) {
    const sent = Object.hasOwn(player.attributes, name) ? player.attributes[name] : undefined;
    const value = sent ?? fallback;
    if (value === undefined)
      obstacles.push({
        code: 'missing-attribute',
        message: `player ${player.playerId} sent no "${name}" (${type}), and it has no default`,
      });
    else if (!hasType(value, type))
      obstacles.push({
        code: 'wrong-attribute-type',
        message:
          `player ${player.playerId} sent ${JSON.stringify(value).slice(0, 60)} as "${name}", which is ` +
          `declared as ${type}`,
      });
    else values.set(name, value);
  }
  return values;
}

/** Whether an attribute value has the declared type. */
export function hasType(value: AttributeValue, type: AttributeType): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'string_list':
      return Array.isArray(value);
    case 'string_number_map':
      return typeof value === 'object' && !Array.isArray(value);
  }
}

/**
 * For each unit, the slots on which no rule fails for it alone at a stage; none when a rule over the whole
 * match fails for the ticket alone.
 */
export function allowedSlots(
  entry: PoolEntry,
  stage: number,
  program: Program,
): ReadonlyArray<readonly number[]> {
  const known = entry.allowed?.[stage];
  if (known !== undefined) return known;
  const { rules = [], maxPlayers = [] } = program.stages[stage] ?? {};
  const alone = program.scratch;
  const made = entry.units.map((unit) => {
    const fitting: number[] = [];
    for (let slot = 0; slot < program.slots.length; slot += 1) {
      if (unit.fixedSlot !== -1 && unit.fixedSlot !== slot) continue;
      if (unit.size > (maxPlayers[slot] ?? 0)) continue;
      alone.put(unit, slot);
      if (rules.every((rule) => rule.prune === undefined || rule.prune(alone))) fitting.push(slot);
      alone.take(slot);
    }
    return shared(fitting, program);
  });
  entry.allowed ??= [];
  entry.allowed[stage] = made;
  return made;
}

/** Most tickets fit on every slot: they share one list. */
function shared(fitting: readonly number[], program: Program): readonly number[] {
  return fitting.length === program.allSlots.length ? program.allSlots : fitting;
}
