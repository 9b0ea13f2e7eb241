import { describe, expect, it } from '@jest/globals';
import { entitiesOf, entityOf } from '../../store/entities';

describe('the kinds of rows', () => {
  it('are identified by a key', () => {
    expect(entityOf('matches', { pk: 'M#1', sk: 'L#00000001' })).toBe('entry');
    expect(entityOf('players', { pk: 'P#1', sk: 'PROFILE' })).toBe('profile');
    expect(entityOf('players', { pk: 'P#1', sk: 'NEW#1' })).toBe('unknown');
  });

  it('of a query are those whose sort keys can begin with its text', () => {
    expect(entitiesOf('tickets', 'P#1', 'SENT#')).toBe('sent');
    expect(entitiesOf('matches', 'M#1', 'L#0000')).toBe('entry');
    expect(entitiesOf('matches', 'P#1', '')).toBe('history, seated');
    expect(entitiesOf('tickets', 'P#1', 'NEW#')).toBe('unknown');
  });
});
