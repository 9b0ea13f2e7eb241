import duel from './rule-sets/duel.json';

/** The rule set of a duel in which players of the same options meet. */
export const optionalDuel = {
  ...duel,
  playerAttributes: [...duel.playerAttributes, { name: 'options', type: 'string' }],
  rules: [
    ...duel.rules,
    {
      name: 'SameOptions',
      type: 'comparison',
      operation: '=',
      measurements: ['flatten(teams[*].players.attributes[options])'],
    },
  ],
};
