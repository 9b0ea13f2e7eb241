/**
 * Events for players who are away. They go to a bus of the environment, for any target that developers
 * attach, and to webhooks. Events have ids and times, but nothing of the game's state (docs/events.md).
 */
export const playerEventTypes = ['your-turn', 'clock-low', 'result', 'invitation', 'rematch'] as const;

export type PlayerEventType = (typeof playerEventTypes)[number];
