/** Pages of a player in this browser tell each other of these topics: each has a channel of its own. */
type Topic = 'changes' | 'searches';

/** The channel of a topic, on which a page hears of the player's other pages. */
export const playerChannel = (topic: Topic, playerId: string): BroadcastChannel =>
  new BroadcastChannel(`turnlift ${topic} of ${playerId}`);

/** Tells the other pages of a player in this browser. */
export function tellPages(topic: Topic, playerId: string, message: unknown): void {
  const channel = playerChannel(topic, playerId);
  channel.postMessage(message);
  channel.close();
}
