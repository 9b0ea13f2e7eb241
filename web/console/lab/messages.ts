import { type LabCheck, type LabQuestion, type LabResult } from './lab-run';

/** Requests of the page to its worker. */
export type LabRequest =
  | { readonly kind: 'check'; readonly number: number; readonly text: string }
  | { readonly kind: 'run'; readonly number: number; readonly question: LabQuestion };

/** Answers of the worker; `number` is the request's. */
export type LabAnswer =
  | { readonly kind: 'checked'; readonly number: number; readonly check: LabCheck }
  | { readonly kind: 'ran'; readonly number: number; readonly result: LabResult }
  | { readonly kind: 'failed'; readonly number: number; readonly says: string };
