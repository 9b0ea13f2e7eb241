/**
 * The rooms of the house and who may import whom (docs/architecture.md, "Rooms").
 * A room may import itself and the rooms listed; `core` is a leaf, `local` is never imported by anything that
 * is deployed.
 */
export const rooms = {
  main: ['stacks', 'config', 'game', 'definition'],
  stacks: ['config', 'contract', 'store', 'flexmatch', 'definition', 'templates'],
  config: [],
  game: ['definition', 'core', 'config', 'testing'],
  definition: ['core', 'config', 'contract', 'flexmatch'],
  templates: ['config', 'contract', 'definition', 'flexmatch'],
  testing: ['core'],
  local: [
    'functions',
    'realtime-server',
    'client',
    'store',
    'contract',
    'core',
    'flexmatch',
    'matchmaking',
    'config',
    'game',
    'definition',
    'templates',
  ],
  functions: ['store', 'core', 'contract', 'game', 'definition'],
  'realtime-server': ['store', 'core', 'contract', 'game', 'definition'],
  client: ['contract', 'core'],
  web: ['client'],
  store: ['core', 'contract'],
  contract: ['core'],
  core: [],
  flexmatch: [],
  matchmaking: [],
  tools: [
    'main',
    'stacks',
    'config',
    'functions',
    'realtime-server',
    'client',
    'store',
    'contract',
    'core',
    'flexmatch',
    'matchmaking',
    'game',
    'definition',
    'templates',
  ],
  bench: ['*'],
  __tests__: ['*'],
};

/** Narrower doors: a room may enter only these paths of another. */
export const doors = {
  stacks: { store: ['store/tables'] },
  client: { core: ['core/match', 'core/game-rules', 'core/define', 'core/ids', 'core/json', 'core/results'] },
};

/** Files that may step outside their room's list, with the reason. */
export const exceptions = {
  'tools/rehearse': ['local'], // the rehearsal plays a match on what was applied, on the local GameLift
};
