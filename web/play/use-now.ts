import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** `Date.now()`, read again once a second. */
export function useNow(): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return now.value;
}
