import { useEffect } from 'preact/hooks';
import { isForPage, stepAt } from './replay-keys';

/** Moves to the step of every key that is for the page. */
export function useStepKeys(at: number, last: number, change: (to: number) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const to = isForPage(event) ? stepAt(event.key, at, last) : undefined;
      if (to === undefined) return;
      event.preventDefault();
      change(to);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [at, last]);
}
