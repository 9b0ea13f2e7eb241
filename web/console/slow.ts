/** Milliseconds from which players notice that a process answers late. */
const slowMs = 200;

export const isSlow = (answerMs: number): boolean => answerMs >= slowMs;
