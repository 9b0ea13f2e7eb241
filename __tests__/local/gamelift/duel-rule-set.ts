/** The body of a rule set for two players whose skills differ by `maxDistance` at most. */
export const duelRuleSet = (maxDistance: number): string =>
  JSON.stringify({
    name: 'duel',
    ruleLanguageVersion: '1.0',
    playerAttributes: [{ name: 'skill', type: 'number', default: 10 }],
    teams: [
      { name: 'first', minPlayers: 1, maxPlayers: 1 },
      { name: 'second', minPlayers: 1, maxPlayers: 1 },
    ],
    rules: [
      {
        name: 'close',
        type: 'distance',
        measurements: ['avg(teams[first].players.attributes[skill])'],
        referenceValue: 'avg(teams[second].players.attributes[skill])',
        maxDistance,
      },
    ],
  });
