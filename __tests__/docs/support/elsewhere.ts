/** Names that are not in the project's code: of products and libraries, and those that it computes. */
export const namedElsewhere: ReadonlySet<string> = new Set([
  // products
  ...['HashiCorp', 'MurmurHash3', 'OpenSkill', 'awscc', 'mDNS', 'macOS', 'nodemailer'],
  // AWS
  ...['AllViewerExceptHostHeader', 'AWS_ENDPOINT_URL_DYNAMODB_STREAMS', 'CachingOptimized', 'CreateSession'],
  ...['ProcessReady', 'SEND_MESSAGE', 'onUpdateGameSession'],
  // libraries: dynalite, esbuild, the browser, Node, Terraform
  ...['getIndexDb', 'getItemDb', 'BuildFailure', 'keepNames', 'pushManager', 'subscribe', 'sendMail'],
  ...['isMainThread', 'inmem', 'postcondition'],
  // made by a workflow of the name of an environment
  ...['AWS_PLAN_ROLE_DEV', 'AWS_REGION_DEV'],
  // made of other names
  ...['AliasSpot1', 'MatchmakingEvents', 'SpotBlue', 'applicationName', 'pair_1', 'pair_2'],
  // examples of what a user writes
  ...[
    'Moderator',
    'Plain',
    'SameMap',
    'SameMode',
    'Strong',
    'Z1D633PJN98FT9',
    'mydomain',
    'mygame',
    'name_n',
  ],
  ...['produs', 'subscriptionsOf'],
  'MATCH_URL',
  // the first and last day of a month or a period
  ...['d01', 'd28', 'd31'],
]);

/** Names of several words, or with a point, that the project's code does not have as they stand. */
export const wordsElsewhere: ReadonlySet<string> = new Set([
  // commands of the AWS CLI
  ...['describe-game-sessions', 'describe-fleet-utilization'],
  'process.chdir',
  'web-push',
  // made of other names
  ...['id.timestamp.body', 'leaderboard-index-behind', 'replay-js', 'state.repaired'],
  // a field of a population's JSON
  'arrivals.process',
  // examples, and forms
  ...['api.mydomain.io', 'dev-eu', 'host:port', 'key:value', 'mygame.gg', 'p1-1', 'type.name'],
  'type.name.attribute',
]);
