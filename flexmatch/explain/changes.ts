import { type AttributeValue, type PoolTicket } from '../engine-types';
import { admit, type Entry } from '../matching/entry';
import { type Program } from '../matching/program';
import { badness, type Lineup, rosterOf, stageOf } from './nearest';

/** Something that would mend what failed. */
export type Change =
  | { readonly kind: 'wait'; readonly at: number; readonly expansion: string; readonly step: number; readonly value: string; readonly mends: readonly string[]; readonly text: string }
  | { readonly kind: 'attribute'; readonly attribute: string; readonly from: AttributeValue; readonly to: AttributeValue; readonly mends: string; readonly text: string }
  | { readonly kind: 'latency'; readonly location: string; readonly from: number | undefined; readonly to: number; readonly mends: string; readonly text: string };

const shown = (value: AttributeValue): string => (typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : JSON.stringify(value));

/** Later steps that lower the number of players a match needs to what is there. */
export function waitsFor(pool: readonly Entry[], program: Program): Change[] {
  const players = pool.reduce((sum, entry) => sum + entry.size, 0);
  const index = stageOf(pool, program);
  for (let stage = index + 1; stage < program.stages.length; stage += 1) {
    const then = program.stages[stage];
    if (then === undefined || then.least > players || then.least >= (program.stages[index]?.least ?? 0)) continue;
    return stepsAt(pool, program, stage, ['team sizes']);
  }
  return [];
}

/** The expansion steps that take effect when the match's age reaches a stage, as changes. */
function stepsAt(entries: readonly Entry[], program: Program, stage: number, mends: readonly string[]): Change[] {
  const wait = program.boundaries[stage - 1] ?? 0;
  const starts = entries.map((entry) => entry.ticket.startTime);
  const at = (program.oldestAge ? Math.min(...starts) : Math.max(...starts)) + wait;
  return program.ruleSet.expansions.flatMap(({ text, steps }) => steps.flatMap((step, index): Change[] => {
    if (step.waitTimeSeconds !== wait) return [];
    return [{ kind: 'wait', at, expansion: text, step: index + 1, value: step.shown, mends, text: `waiting helps: at ${at} s, step ${index + 1} of the expansion of ${text} sets ${step.shown}, and then ${mends.join(', ')} would be satisfied` }];
  }));
}

/** What would have to change for the line-up to be a match: the next expansion steps, and values of this ticket. */
export function changesFor(entry: Entry, lineup: Lineup, program: Program): Change[] {
  const now = stageOf(lineup.entries, program);
  const roster = rosterOf(lineup, program);
  const failing = (program.stages[now]?.rules ?? []).filter((rule) => !rule.check(roster));
  const changes: Change[] = [];
  for (let stage = now + 1; stage < program.stages.length; stage += 1) {
    const then = program.stages[stage];
    if (then === undefined) continue;
    const mended = failing.filter(({ rule }) => then.byName.get(rule.name)?.check(roster) === true).map(({ rule }) => rule.name);
    const filled = then.minPlayers.every((least, slot) => (roster.loads[slot] ?? 0) >= least);
    const wasShort = program.stages[now]?.minPlayers.some((least, slot) => (roster.loads[slot] ?? 0) < least) === true;
    if (mended.length === failing.length && filled) {
      const names = [...mended, ...(wasShort ? ['team sizes'] : [])];
      const steps = stepsAt(lineup.entries, program, stage, names);
      changes.push(...steps);
      break;
    }
  }
  for (const { rule } of failing) {
    if (changes.length > 6) break;
    if (rule.type === 'latency') changes.push(...latencyChange(entry, lineup, program, rule.name));
    else if (rule.type !== 'compound') changes.push(...attributeChange(entry, lineup, program, rule.name, JSON.stringify(rule)));
  }
  return changes;
}

/** The line-up with this ticket sending other values. */
function changed(lineup: Lineup, entry: Entry, ticket: PoolTicket, program: Program): Lineup | undefined {
  const other = admit(ticket, entry.sequence, program);
  if (other.obstacles.length > 0) return undefined;
  other.stage = entry.stage;
  return { entries: lineup.entries.map((one) => (one === entry ? other : one)), slots: lineup.slots };
}

function passesWith(lineup: Lineup, entry: Entry, attribute: string, value: AttributeValue, rule: string, program: Program): boolean {
  const ticket: PoolTicket = { ...entry.ticket, players: entry.ticket.players.map((player) => ({ ...player, attributes: { ...player.attributes, [attribute]: value } })) };
  const other = changed(lineup, entry, ticket, program);
  if (other === undefined) return false;
  return program.stages[stageOf(other.entries, program)]?.byName.get(rule)?.check(rosterOf(other, program)) === true && badness(other, program) < badness(lineup, program);
}

/** A value of one attribute of this ticket that would satisfy the rule: as near to its own as can be found. */
function attributeChange(entry: Entry, lineup: Lineup, program: Program, rule: string, written: string): Change[] {
  for (const { name, type, default: fallback } of program.ruleSet.attributes) {
    if (!written.includes(JSON.stringify(name))) continue;
    const own = entry.ticket.players[0]?.attributes[name] ?? fallback;
    if (own === undefined) continue;
    const theirs = lineup.entries.filter((one) => one !== entry).flatMap((one) => one.ticket.players.flatMap((player) => { const value = player.attributes[name] ?? fallback; return value === undefined ? [] : [value]; }));
    const made = (to: AttributeValue): Change[] => [{ kind: 'attribute', attribute: name, from: own, to, mends: rule, text: `${rule} would pass if this ticket's ${name} were ${shown(to)} instead of ${shown(own)}` }];
    if (type === 'number' && typeof own === 'number') {
      const numbers = theirs.filter((value) => typeof value === 'number');
      const mean = numbers.reduce((sum, value) => sum + value, 0) / Math.max(1, numbers.length);
      const limits = [...written.matchAll(/"kind":"number","value":(-?[\d.]+)/g)].map((match) => Number(match[1])).flatMap((limit) => [limit, limit - 1, limit + 1]);
      const works = [...numbers, ...(numbers.length === 0 ? [] : [mean]), ...limits].filter((value) => passesWith(lineup, entry, name, value, rule, program)).sort((a, b) => Math.abs(a - own) - Math.abs(b - own))[0];
      if (works === undefined) continue;
      let [good, bad] = [works, own];
      for (let halving = 0; halving < 24; halving += 1) {
        const middle = (good + bad) / 2;
        if (passesWith(lineup, entry, name, middle, rule, program)) good = middle; else bad = middle;
      }
      const whole = [Math.round(good), good < own ? Math.floor(good) : Math.ceil(good)].find((value) => passesWith(lineup, entry, name, value, rule, program));
      return made(whole ?? good);
    }
    const lists = theirs.flatMap((value) => (Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []));
    const candidates: AttributeValue[] = type === 'string'
      ? [...theirs, ...[...written.matchAll(/"kind":"string","value":("[^"]*")/g)].map((match) => String(JSON.parse(match[1] ?? '""')))]
      : type === 'string_list' && Array.isArray(own) ? [...new Set([...lists, ...[...written.matchAll(/"value":("[^"]*")/g)].map((match) => String(JSON.parse(match[1] ?? '""')))])].map((value) => [...own.filter((item): item is string => typeof item === 'string'), value]) : [];
    const works = candidates.find((value) => passesWith(lineup, entry, name, value, rule, program));
    if (works !== undefined) return made(works);
  }
  return [];
}

/** The latency that this ticket would need in the location that suits the others best. */
function latencyChange(entry: Entry, lineup: Lineup, program: Program, rule: string): Change[] {
  const others = lineup.entries.filter((one) => one !== entry).flatMap((one) => [...one.ticket.players]);
  let best: { location: string; from: number | undefined; to: number } | undefined;
  for (const location of program.columns.locations) {
    const theirs = others.map((player) => player.latencyMs?.[location]);
    if (theirs.some((latency) => latency === undefined)) continue;
    const own = entry.ticket.players.map((player) => player.latencyMs?.[location]);
    const from = own.some((latency) => latency === undefined) ? undefined : Math.max(...own.flatMap((latency) => (latency === undefined ? [] : [latency])));
    for (const to of [...new Set([300, 250, 200, 180, 150, 120, 100, 80, 60, 50, 40, 30, 20, 10, ...theirs.flatMap((latency) => (latency === undefined ? [] : [Math.floor(latency)]))])].sort((a, b) => b - a)) {
      if (from !== undefined && to >= from) continue;
      const ticket: PoolTicket = { ...entry.ticket, players: entry.ticket.players.map((player) => ({ ...player, latencyMs: { ...player.latencyMs, [location]: to } })) };
      const other = changed(lineup, entry, ticket, program);
      if (other === undefined || program.stages[stageOf(other.entries, program)]?.byName.get(rule)?.check(rosterOf(other, program)) !== true) continue;
      if (best === undefined || (from ?? 1000) - to < (best.from ?? 1000) - best.to) best = { location, from, to };
      break;
    }
  }
  if (best === undefined) return [];
  return [{ kind: 'latency', ...best, mends: rule, text: `${rule} would pass if this ticket's latency to ${best.location} were ${best.to} ms${best.from === undefined ? ' (it reports none)' : ` instead of ${best.from} ms`}` }];
}
