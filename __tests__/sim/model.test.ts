import { expect, test } from '@jest/globals';
import { explore } from '../../sim/model/explore';
import { ownership } from '../../sim/model/ownership';
import { type Defects } from '../../sim/model/ownership-state';

const bounds = { processes: 2, commandsEach: 1, crashes: 2, sweeps: 2 };

test('the ownership protocol holds in every reachable state', () => {
  const { states, failure } = explore(ownership(bounds));
  expect(failure).toBeUndefined();
  // A model that has lost its steps would hold as well.
  expect(states).toBeGreaterThan(30_000);
});

const broken: ReadonlyArray<readonly [keyof Defects, RegExp]> = [
  ['blindPuts', /after owner|twice|follows the end/],
  ['doubtIsLoss', /own entry/],
  ['earlyAnswers', /acknowledged and is not in the log/],
  ['noRepetitions', /twice in the log/],
  ['blindResults', /recorded 2 times/],
];

test.each(broken)('a protocol with %s does not hold', (defect, problem) => {
  expect(explore(ownership(bounds, { [defect]: true })).failure?.problem).toMatch(problem);
});

test('the path to a problem is the shortest one', () => {
  const { failure } = explore(ownership(bounds, { earlyAnswers: true }));
  expect(failure?.way.slice(0, 4)).toEqual([
    'begin',
    'script 0 is placed',
    'script 0 reads the log',
    'script 0 claims',
  ]);
  expect(failure?.way.length).toBeLessThanOrEqual(6);
});
