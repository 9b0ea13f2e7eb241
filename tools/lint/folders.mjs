/**
 * The source folders and their allowed imports (docs/architecture.md, "Source folders"). A folder may import
 * itself and those listed. `core` imports nothing, and deployed code never imports `local`.
 */
export const folders = {
  main: ['stacks', 'game'],
  stacks: ['templates', 'definition', 'config', 'functions', 'contract', 'store', 'core', 'flexmatch'],
  templates: ['definition', 'config', 'contract'],
  local: [
    'game',
    'templates',
    'functions',
    'realtime-server',
    'client',
    'store',
    'contract',
    'definition',
    'core',
    'flexmatch',
    'config',
  ],
  functions: ['game', 'definition', 'store', 'core', 'contract'],
  'realtime-server': ['game', 'definition', 'store', 'core', 'contract'],
  game: ['definition', 'core', 'config', 'testing'],
  definition: ['core', 'config', 'contract', 'flexmatch'],
  config: ['core'],
  client: ['contract', 'core'],
  web: ['client', 'core', 'contract', 'flexmatch'],
  store: ['core', 'contract'],
  contract: ['core'],
  core: [],
  flexmatch: [],
  testing: ['definition', 'core'],
  tools: [
    'game',
    'stacks',
    'templates',
    'functions',
    'realtime-server',
    'client',
    'store',
    'contract',
    'definition',
    'core',
    'flexmatch',
    'config',
    'testing',
  ],
  sim: [
    'local',
    'game',
    'functions',
    'realtime-server',
    'client',
    'store',
    'contract',
    'definition',
    'core',
    'flexmatch',
    'config',
  ],
  bench: ['*'],
  __tests__: ['*'],
};

/** Narrower imports: a folder may import only these paths of another. */
export const entries = {
  stacks: {
    store: ['store/tables'],
    functions: ['functions/declarations', 'functions/declaration'],
  },
  templates: { definition: ['definition/environments', 'definition/matchmaking'] },
  client: {
    core: [
      'core/clock',
      'core/match',
      'core/game-rules',
      'core/define',
      'core/ids',
      'core/json',
      'core/message-of',
      'core/ranking/score-change',
      'core/results',
    ],
  },
  definition: { flexmatch: ['flexmatch/rule-set', 'flexmatch/engine-types', 'flexmatch/expressions/syntax'] },
};

/**
 * Folders that only these paths of another folder may import, although that folder may otherwise import
 * everything.
 */
export const closed = {
  // The framework's tests must hold for any content of game/, so they use games of their own.
  __tests__: { game: ['__tests__/e2e'] },
};

/**
 * Folders inside a source folder with a border of their own. `imports` lists the paths of the source folder
 * that they may import, and `importedBy` those that may import them.
 */
export const inner = {
  // CloudFormation sees GameLift by its API alone. It shares the clock, ids, protocol and journal with it.
  'local/gamelift/cloudformation': {
    imports: [
      'local/gamelift/fleet-steps',
      'local/gamelift/identity',
      'local/gamelift/protocol',
      'local/gamelift/state/state',
      'local/gamelift/task-clock',
    ],
    importedBy: [
      'local/gamelift/assembly',
      'local/gamelift/control-plane',
      'local/gamelift/fleets/create-control-plane',
      'local/gamelift/index',
      'local/gamelift/options',
    ],
  },
};

/** Files that may import more than their folder, with the reason. */
export const exceptions = {
  'tools/rehearse': ['local'], // the rehearsal plays a match on the applied stacks, on the local GameLift
};
