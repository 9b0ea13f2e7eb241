import { useEffect, useRef } from 'preact/hooks';

/** The pause between two attempts, in milliseconds. */
const pauseMs = 3000;

/** While something is lost, tries again every few seconds, and when the browser has a network again. */
export function useAgain(isLost: boolean, again: () => void): void {
  // An attempt means what is lost by then.
  const newest = useRef(again);
  newest.current = again;
  useEffect(() => {
    if (!isLost) return undefined;
    const tryAgain = (): void => newest.current();
    const timer = setInterval(tryAgain, pauseMs);
    addEventListener('online', tryAgain);
    return () => {
      clearInterval(timer);
      removeEventListener('online', tryAgain);
    };
  }, [isLost]);
}
