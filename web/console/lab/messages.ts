import { type LabCheck, type LabQuestion, type LabResult } from './lab-run';

/** What the page asks its worker. */
export type LabRequest =
  | { readonly kind: 'check'; readonly number: number; readonly text: string }
  | { readonly kind: 'run'; readonly number: number; readonly question: LabQuestion };

/** What the worker answers; `number` is the request's. */
export type LabAnswer =
  | { readonly kind: 'checked'; readonly number: number; readonly check: LabCheck }
  | { readonly kind: 'ran'; readonly number: number; readonly result: LabResult }
  | { readonly kind: 'failed'; readonly number: number; readonly says: string };
