/** The entry point of the stacks: the whole app, and the parts that tests build. */
export { withLine } from '../config';
export { ApiStack } from './api-stack';
export { Artifacts } from './artifacts';
export { addStackRules } from './constructs/rules';
export { DataStack } from './data-stack';
export { DeliveryStack } from './delivery-stack';
export { MatchmakingStack } from './matchmaking-stack';
export { newApp } from './new-app';
export { OperationsStack } from './operations-stack';
export { deployedParts, operatorParts, type StackPart, stackParts } from './parts';
export { hashesFile, lockedVersion, lockFile } from './provider-lock';
export { RealtimeStack } from './realtime-stack';
export { StateStack } from './state-stack';
export { refuseExamples, synthesize } from './synthesize';
export { turnlift } from './turnlift';
export { synthesizeUndeclared } from './undeclared-stack';
