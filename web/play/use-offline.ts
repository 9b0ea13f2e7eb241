import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** Whether the browser knows that this device has no network: sooner than a request that times out. */
export function useOffline(): boolean {
  const isOffline = useSignal(!navigator.onLine);
  useEffect(() => {
    const read = (): void => {
      isOffline.value = !navigator.onLine;
    };
    addEventListener('offline', read);
    addEventListener('online', read);
    return () => {
      removeEventListener('offline', read);
      removeEventListener('online', read);
    };
  }, []);
  return isOffline.value;
}
