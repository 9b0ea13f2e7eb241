import { type PoolEntry, inLine } from '../matching/pool/entry';
import { type Program } from '../matching/program/program';
import { changesFor, waitsForSizes } from './changes';
import { type ExplanationBase, type NearestMatch, type TicketExplanation, type Verdict } from './explanation';
import { failsAlone, type Lineup } from './lineup';
import { nearestLineup } from './nearest-lineup';
import { nearestMatch, otherIds, reasonOf } from './nearest-match';
import {
  type Blocking,
  blockingRules,
  fullSessions,
  hopeOfPool,
  type Lack,
  lacksOf,
  noRoom,
} from './relations';
import { noFit, sizesFit, tooFew } from './sizes';

/** Number of nearest neighbours in line that are considered for a line-up. */
const sample = 120;

/** A ticket of a rule set for small matches, and the tickets that wait with it. */
export interface ExplainedTicket {
  readonly entry: PoolEntry;
  readonly others: readonly PoolEntry[];
  /** The possible stages of a match of the ticket. */
  readonly stages: readonly number[];
  readonly base: ExplanationBase;
  /** Seconds on the clock of start times. */
  readonly at: number;
  readonly program: Program;
}

export const canMatch = (ticketIds: readonly string[], ticketId: string): Verdict => ({
  verdict: 'can-match',
  summary: `it can match with ${otherIds(ticketIds, ticketId)} at the next look at the pool`,
  changes: [],
});

const fewPlayers = ({ entry, base: { pool } }: ExplainedTicket): boolean =>
  entry.size + pool.players < pool.needed;
const partiesFit = ({ entry, others, stages, program }: ExplainedTicket): boolean =>
  stages.some((index) => sizesFit(entry, others, index, program));
const sizeChanges = ({ entry, others, program }: ExplainedTicket): Verdict['changes'] =>
  waitsForSizes(entry, others, program);

/** The verdict for a ticket that waits alone. */
export function verdictBySizes(asked: ExplainedTicket): Verdict | undefined {
  const { entry, others, base } = asked;
  if (others.length > 0 || !(entry.isBackfill || fewPlayers(asked))) return undefined;
  const summary = entry.isBackfill
    ? 'no other ticket waits, and a backfill ticket never completes alone'
    : `no other ticket that can match waits: a match needs ${base.pool.needed} players, and this ticket ` +
      `has ${entry.size}`;
  return { verdict: 'alone', summary, changes: sizeChanges(asked) };
}

/** The verdict as far as numbers of players decide it. */
export function verdictWithoutSearch(asked: ExplainedTicket): Verdict {
  const { entry, program, base } = asked;
  if (fewPlayers(asked))
    return {
      verdict: 'too-few-players',
      summary: tooFew(entry, base.pool),
      changes: sizeChanges(asked),
    };
  if (partiesFit(asked))
    return {
      verdict: 'rules-fail',
      summary: 'the rules allow no match with the tickets that wait',
      changes: [],
    };
  return { verdict: 'sizes-do-not-fit', summary: noFit(entry, program), changes: sizeChanges(asked) };
}

/** Explains a ticket by the nearest match. @param budget maximum number of line-ups to measure */
export function explainByRules(given: ExplainedTicket, budget: number): TicketExplanation {
  const asked = { ...given, others: nearestInLine(given) };
  const { entry, others, base, at, program } = asked;
  const nearby = others.slice(0, sample);
  const lineup = nearestLineup(entry, nearby, program, budget);
  const nearest = lineup === undefined ? undefined : nearestMatch(lineup, entry, program, at);
  const blocked = blockingRules(entry, nearby, program);
  const lacks = lacksOf(entry, others, program);
  const shown = {
    ...base,
    pool: {
      ...base.pool,
      ...(blocked.length === 0 ? {} : { apart: blocked }),
      ...hopeOfPool(entry, others, sample, program),
      ...(lacks.length === 0 ? {} : { lacks }),
    },
    ...(nearest === undefined ? {} : { nearest }),
  };
  const room = entry.isBackfill ? noRoom(entry, others, program) : undefined;
  if (room !== undefined)
    return { ...shown, verdict: 'sizes-do-not-fit', summary: room, changes: sizeChanges(asked) };
  if (fewPlayers(asked))
    return {
      ...shown,
      verdict: 'too-few-players',
      summary: tooFew(entry, base.pool),
      changes: sizeChanges(asked),
    };
  if (!partiesFit(asked) || lineup === undefined || nearest === undefined)
    return {
      ...shown,
      verdict: 'sizes-do-not-fit',
      summary: noFit(entry, program),
      changes: sizeChanges(asked),
    };
  return { ...shown, ...verdictByRules(asked, { lineup, nearest, lacks, blocked, nearby }) };
}

function nearestInLine({ entry, others }: ExplainedTicket): PoolEntry[] {
  const distance = ({ ticket }: PoolEntry): number => Math.abs(ticket.startTime - entry.ticket.startTime);
  return [...others].sort((a, b) => distance(a) - distance(b) || inLine(a, b));
}

/** The result of the search around a ticket. */
interface Nearest {
  readonly lineup: Lineup;
  readonly nearest: NearestMatch;
  readonly lacks: readonly Lack[];
  readonly blocked: readonly Blocking[];
  /** The tickets that were considered. */
  readonly nearby: readonly PoolEntry[];
}

function verdictByRules(
  { entry, others, stages, base: { ticketId }, program }: ExplainedTicket,
  { lineup, nearest, lacks, blocked, nearby }: Nearest,
): Verdict {
  const { failing, short, rules, ticketIds, age } = nearest;
  const joins = !entry.isBackfill || lineup.entries.length >= 2;
  if (failing.length === 0 && short.length === 0 && joins) return canMatch(ticketIds, ticketId);
  const alone = stages.every((stage) => failsAlone(entry, stage, program));
  const reasons = [
    ...rules.filter((rule) => failing.includes(rule.name)).map(reasonOf),
    ...short.map(
      ({ team, lacks: missing }) => `team ${team} lacks ${missing} player${missing === 1 ? '' : 's'}`,
    ),
    ...(alone ? ['as the rules stand now, it fails for any match'] : []),
    ...lacks.map(({ text }) => text),
    ...blocked
      .filter(({ tickets }) => tickets === nearby.length && tickets > 0 && !alone)
      .map(({ rule }) => `rule ${rule} keeps it apart from every other ticket that waits`),
    ...fullSessions(entry, others, program),
    ...(age === undefined ? [] : [age.text]),
  ];
  return {
    verdict: 'rules-fail',
    summary: `nearest match, with ${otherIds(ticketIds, ticketId)}: ${reasons.join('; ')}`,
    changes: changesFor(entry, lineup, program),
  };
}
