import * as z from 'zod/mini';
import { defineGame } from '../../core/define';
import { type GameRules } from '../../core/game-rules';
import { gameName } from '../../core/ids';

/** Where the rules fail: from the moment at which a command names it, or from the start by an option. */
export const breakages = [
  'none',
  'setup',
  'toAct',
  'legalCommands',
  'parseCommand',
  'apply',
  'nothing',
  'view',
  'seen',
  'result',
  'contradiction',
  'stuck',
  'leave',
  'phase',
  'spoil',
  'huge-view',
  'no-view',
  'big-view',
  'round-view',
  'dated-view',
  'no-legal',
  'odd-legal',
  'odd-phase',
  'no-reason',
  'no-state',
  'odd-illegal',
  'odd-command',
  'odd-seen',
  'endless-apply',
  'endless-view',
  'endless-setup',
] as const;
export type Breakage = (typeof breakages)[number];
export type BrokenState = { readonly broken: Breakage; readonly moves: number };
export type BrokenView = { readonly moves: number; readonly pad?: string };
export type BrokenOptions = { readonly broken: Breakage };

function failAt(place: Breakage, { broken }: { readonly broken: Breakage }): void {
  if (broken === place) throw new Error(`broken on purpose: ${place}`);
}

/**
 * Does not return for a long time. It is finite, so that a test of code without a time limit fails instead of
 * hanging.
 */
function hangAt(place: Breakage, { broken }: { readonly broken: Breakage }): void {
  const until = Date.now() + 20_000;
  while (broken === place && Date.now() < until);
}

const round: { self?: unknown } = {};
round.self = round;

/** Rules may be JavaScript: answers of other types than the declared ones. */
const wrong = {
  'no-view': undefined,
  'big-view': { moves: 1n },
  'round-view': { moves: 1, round },
  'dated-view': { moves: 1, at: [new Date(0)] },
  'no-legal': undefined,
  'odd-legal': ['none', Number.NaN],
  'odd-phase': 7,
  'no-reason': { places: [1, 1, 1] },
  'no-state': { state: undefined },
  'odd-illegal': { illegal: { code: 7, message: {} } },
  'odd-command': { command: { n: 1n } },
  'odd-seen': { n: Infinity },
};
const isWrong = (broken: Breakage, what: keyof typeof wrong): boolean => broken === what;

/** The framework's own game whose rules fail where a command says. Three seats act in any order. */
const rules: GameRules<BrokenState, Breakage, BrokenView, BrokenOptions> = {
  name: gameName('broken'),
  version: 1,
  seats: 3,
  setup(_random, { options }) {
    failAt('setup', options);
    hangAt('endless-setup', options);
    return { broken: options.broken, moves: 0 };
  },
  toAct(state) {
    failAt('toAct', state);
    return state.broken === 'stuck' || state.moves >= 5 ? [] : [0, 1, 2];
  },
  legalCommands(state) {
    failAt('legalCommands', state);
    if (isWrong(state.broken, 'no-legal')) return Reflect.get(wrong, state.broken);
    if (isWrong(state.broken, 'odd-legal')) return Reflect.get(wrong, state.broken);
    return ['none'];
  },
  parseCommand(value) {
    const read = z.enum(breakages).safeParse(value);
    if (!read.success) return { illegal: { code: 'unknown', message: 'a breakage' } };
    failAt('parseCommand', { broken: read.data });
    if (isWrong(read.data, 'odd-command')) return Reflect.get(wrong, read.data);
    return { command: read.data };
  },
  apply(state, _seat, command) {
    failAt('apply', { broken: command });
    hangAt('endless-apply', { broken: command });
    if (command === 'spoil') Reflect.set(state, 'moves', 4);
    failAt('spoil', { broken: command });
    // Rules may be JavaScript, which no compiler checks.
    if (command === 'nothing') return JSON.parse('{}');
    if (isWrong(command, 'no-state') || isWrong(command, 'odd-illegal')) return Reflect.get(wrong, command);
    return { state: { broken: command, moves: state.moves + 1 } };
  },
  view(state) {
    failAt('view', state);
    hangAt('endless-view', state);
    if (state.broken.endsWith('-view') && state.broken in wrong) return Reflect.get(wrong, state.broken);
    return state.broken === 'huge-view'
      ? { moves: state.moves, pad: 'x'.repeat(3_000_000) }
      : { moves: state.moves };
  },
  seen(command) {
    failAt('seen', { broken: command });
    return isWrong(command, 'odd-seen') ? Reflect.get(wrong, command) : command;
  },
  result(state) {
    failAt('result', state);
    if (isWrong(state.broken, 'no-reason')) return Reflect.get(wrong, state.broken);
    if (state.broken === 'contradiction') return { places: [1, 3, 3], reason: 'odd' };
    return state.moves >= 5 ? { places: [1, 1, 1], reason: 'done' } : undefined;
  },
  leave(state) {
    failAt('leave', state);
    return { ...state, moves: state.moves + 1 };
  },
  phase(state) {
    failAt('phase', state);
    return isWrong(state.broken, 'odd-phase') ? Reflect.get(wrong, state.broken) : 'only';
  },
};

export const broken = defineGame({
  rules,
  options: z.strictObject({ broken: z._default(z.enum(breakages), 'none') }),
});
