/** The requests of this bench, as operations of the GameLift API and their inputs. */

export interface Request {
  readonly operation: string;
  readonly input: unknown;
}

const configuration = 'bench';

/** Two players of one game and of nearly one skill match. */
const ruleSet = JSON.stringify({
  ruleLanguageVersion: '1.0',
  playerAttributes: [
    { name: 'game', type: 'string' },
    { name: 'skill', type: 'number' },
  ],
  algorithm: {
    strategy: 'exhaustiveSearch',
    batchingPreference: 'sorted',
    sortByAttributes: ['game', 'skill'],
  },
  teams: [
    { name: 'first', minPlayers: 1, maxPlayers: 1 },
    { name: 'second', minPlayers: 1, maxPlayers: 1 },
  ],
  rules: [
    {
      name: 'SameGame',
      type: 'comparison',
      measurements: ['flatten(teams[*].players.attributes[game])'],
      operation: '=',
    },
    { name: 'FairSkill', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 10 },
    { name: 'FastEnough', type: 'latency', maxLatency: 120 },
  ],
});

/** The requests before tickets: a rule set, and a configuration that keeps tickets for half a day. */
export const setUp: readonly Request[] = [
  { operation: 'CreateMatchmakingRuleSet', input: { Name: 'bench', RuleSetBody: ruleSet } },
  {
    operation: 'CreateMatchmakingConfiguration',
    input: {
      Name: configuration,
      RuleSetName: 'bench',
      AcceptanceRequired: false,
      RequestTimeoutSeconds: 43_200,
      FlexMatchMode: 'STANDALONE',
    },
  },
];

export const startTicket = (id: string, skill: number): Request => ({
  operation: 'StartMatchmaking',
  input: {
    TicketId: id,
    ConfigurationName: configuration,
    Players: [
      {
        PlayerId: `p-${id}`,
        PlayerAttributes: { game: { S: 'tic-tac-toe' }, skill: { N: skill } },
        LatencyInMs: { 'us-west-2': 40, 'us-east-1': 90 },
      },
    ],
  },
});

export const describeTickets = (ids: readonly string[]): Request => ({
  operation: 'DescribeMatchmaking',
  input: { TicketIds: ids },
});
