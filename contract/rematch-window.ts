/** The time after the end in which a rematch can be agreed on, in milliseconds. */
export const rematchMs = 15 * 60 * 1000;
