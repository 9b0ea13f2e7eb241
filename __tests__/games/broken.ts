import * as z from 'zod/mini';
import { defineGame } from '../../core/define';
import { type GameRules } from '../../core/game-rules';
import { gameName } from '../../core/ids';

/** Where the rules fail: from the moment on at which a command names it, or from the start by an option. */
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

/** Does not return: not for ever, so that a test whose code does not end it fails and does not hang. */
function hangAt(place: Breakage, { broken }: { readonly broken: Breakage }): void {
  const until = Date.now() + 20_000;
  while (broken === place && Date.now() < until);
}

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
    return ['none'];
  },
  parseCommand(value) {
    const read = z.enum(breakages).safeParse(value);
    if (!read.success) return { illegal: { code: 'unknown', message: 'a breakage' } };
    failAt('parseCommand', { broken: read.data });
    return { command: read.data };
  },
  apply(state, _seat, command) {
    failAt('apply', { broken: command });
    hangAt('endless-apply', { broken: command });
    if (command === 'spoil') Reflect.set(state, 'moves', 4);
    failAt('spoil', { broken: command });
    // Rules may be JavaScript, which no compiler checks.
    if (command === 'nothing') return JSON.parse('{}');
    return { state: { broken: command, moves: state.moves + 1 } };
  },
  view(state) {
    failAt('view', state);
    hangAt('endless-view', state);
    return state.broken === 'huge-view'
      ? { moves: state.moves, pad: 'x'.repeat(3_000_000) }
      : { moves: state.moves };
  },
  seen(command) {
    failAt('seen', { broken: command });
    return command;
  },
  result(state) {
    failAt('result', state);
    if (state.broken === 'contradiction') return { places: [1, 3, 3], reason: 'odd' };
    return state.moves >= 5 ? { places: [1, 1, 1], reason: 'done' } : undefined;
  },
  leave(state) {
    failAt('leave', state);
    return { ...state, moves: state.moves + 1 };
  },
  phase(state) {
    failAt('phase', state);
    return 'only';
  },
};

export const broken = defineGame({
  rules,
  options: z.strictObject({ broken: z._default(z.enum(breakages), 'none') }),
});
