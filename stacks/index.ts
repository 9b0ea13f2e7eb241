/** The door of the stacks: what main.ts builds an environment from. */
export { ApiStack } from './api-stack';
export { Artifacts } from './artifacts';
export { addHouseRules } from './constructs/rules';
export { DataStack } from './data-stack';
export { DeliveryStack } from './delivery-stack';
export { MatchmakingStack } from './matchmaking-stack';
export { OperationsStack } from './operations-stack';
export { RealtimeStack } from './realtime-stack';
export { readRuleSet } from './rule-sets';
export { StateStack } from './state-stack';
