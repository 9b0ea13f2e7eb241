import { expect, it } from '@jest/globals';
import { watchedKind } from '../../web/play/watched-kind';

it('a shared replay is a replay while its steps are read, and a match that still runs is watched', () => {
  const reading = { replayed: true, more: true };
  expect(watchedKind({}, reading)).toBe('reading');
  expect(watchedKind({ abandoned: 'rules-failed' }, reading)).toBe('over');
  expect(watchedKind({}, { replayed: true, more: false })).toBe('running');
  expect(watchedKind({}, { replayed: false, more: true })).toBe('running');
});
