import { type FleetStatus } from './model/shapes';

const steps = ['NEW', 'DOWNLOADING', 'VALIDATING', 'BUILDING', 'ACTIVATING'] as const satisfies FleetStatus[];

/** Whether a fleet with this status is on its way from NEW to ACTIVE. */
export const isOnTheWay = (status: unknown): boolean => steps.some((step) => step === status);
