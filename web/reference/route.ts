import { signal } from '@preact/signals';

/** `#/createTicket` → `createTicket`; empty: the first page. */
const operationOf = (hash: string): string => hash.replace(/^#\/?/, '');

/** The operation that the address names. */
export const shownOperation = signal(operationOf(location.hash));
addEventListener('hashchange', () => {
  shownOperation.value = operationOf(location.hash);
});
