import { type Bot } from '../../core/bots/bot';
import { defineGame, type Game } from '../../core/define';
import { gameName } from '../../core/ids';
import { noughts, type NoughtsCommand, type NoughtsState } from './noughts';

type Think = Bot<NoughtsState, NoughtsCommand>['think'];

/** Noughts and crosses under another name, with a bot of its own. */
const defineNoughts = (name: string, think: Think, more: { readonly onLeave?: 'bot' } = {}): Game =>
  defineGame({
    rules: { ...noughts.rules, name: gameName(name) },
    bot: { levels: ['first', 'last'], think },
    takebacks: true,
    ...more,
  });

const simple: Think = function* ({ legal, level }) {
  const command = level === 0 ? legal[0] : legal.at(-1);
  if (command !== undefined) yield command;
};

/** Plays the first free cell at its weakest, the last at its strongest. */
export const practisedNoughts = defineNoughts('practised', simple);
/** The same, with bots that replace players who leave. */
export const replacedNoughts = defineNoughts('replaced', simple, { onLeave: 'bot' });

/** Bots that fail, each in a different way. */
export const failingBots: readonly Game[] = [
  defineNoughts('throws', () => {
    throw new Error('no idea');
  }),
  defineNoughts('hangs', () => {
    for (;;);
  }),
  defineNoughts('hangs-in-thought', function* ({ legal }) {
    if (legal[0] === undefined) yield { cell: 0 };
    for (;;);
  }),
  defineNoughts('silent', () => []),
  defineNoughts('illegal', () => [{ cell: 99 }]),
];

/** Thinks until it is stopped, and improves its choice with each step. */
export const endlessBot = defineNoughts('endless', function* ({ legal }) {
  for (let thought = 0; ; thought += 1) {
    const command = legal[thought % legal.length];
    if (command !== undefined) yield command;
  }
});
