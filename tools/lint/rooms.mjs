/**
 * The rooms of the house and who may import whom (docs/architecture.md, "Rooms").
 * A room may import itself and the rooms listed; `core` is a leaf, `local` is never imported by anything that
 * is deployed.
 */
export const rooms = {
  main: ['stacks', 'config'],
  stacks: ['config', 'contract', 'store', 'functions', 'flexmatch'],
  config: [],
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
  ],
  functions: ['store', 'core', 'contract'],
  'realtime-server': ['store', 'core', 'contract'],
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
  ],
  bench: ['*'],
  __tests__: ['*'],
};

/** Narrower doors: a room may enter only these paths of another. */
export const doors = {
  stacks: {
    store: ['store/tables'],
    functions: ['functions/declarations', 'functions/declaration'],
  },
  client: { core: ['core/games', 'core/match', 'core/ids'] },
};

/** Files that may step outside their room's list, with the reason. */
export const exceptions = {
  'tools/rehearse': ['local'], // the rehearsal plays a match on what was applied, on the local GameLift
};
