import { describe, expect, it } from '@jest/globals';
import { updateOf, deletionOf, fleet, creationOf, place, stack, whys } from './support/crafted-plans';

const tags = { environment: 'prod', part: 'site', project: 'turnlift' };
const budget = 'a budget of the environment does not count it any more';

describe('the tags that say whose a resource is', () => {
  const lost = (type: string, before: object, after: object, change: object = {}): readonly string[] =>
    whys({ ...updateOf(type, before, after), change });

  it.each([
    [{ tags_all: tags }, { tags_all: {} }, [`its tags project and environment are gone: ${budget}`]],
    [{ tags_all: tags }, { tags_all: null }, [`its tags project and environment are gone: ${budget}`]],
    [
      { tags_all: tags },
      { tags_all: { ...tags, project: 'other' } },
      [`its tag project is changed: ${budget}`],
    ],
    [{ tags }, { tags: { part: 'site' } }, [`its tags project and environment are gone: ${budget}`]],
    [{ tags_all: tags }, { tags_all: { ...tags, part: 'api' } }, []],
    [{ tags: { team: 'a' }, tags_all: { ...tags, team: 'a' } }, { tags: {}, tags_all: tags }, []],
    [{ tags_all: {} }, { tags_all: tags }, []],
  ])('from %j to %j', (before, after, loud) => {
    expect(lost('aws_sns_topic', before, after)).toEqual(loud);
  });

  it('are asked for by rights in certificates, and not compared while they are unknown', () => {
    expect(lost('aws_acm_certificate', { tags_all: tags }, { tags_all: {} })).toEqual([
      'its tags project and environment are gone: the roles of CI may not change or delete it any more',
    ]);
    expect(lost('aws_sns_topic', { tags_all: tags }, {}, { after_unknown: { tags_all: true } })).toEqual([]);
  });
});

describe('a dashboard', () => {
  const type = 'aws_cloudwatch_dashboard';

  it('is missed when it is destroyed, and not when it changes or is made again', () => {
    const body = (text: string): object => ({ dashboard_body: text, dashboard_name: text });
    expect(whys(deletionOf(type, body('a')))).toEqual([
      'destroyed: how the game does is shown nowhere any more (docs/operating.md begins with it)',
    ]);
    expect(whys(updateOf(type, body('a'), body('b')))).toEqual([]);
    expect(whys({ ...updateOf(type, body('a'), body('b')), actions: ['delete', 'create'] })).toEqual([]);
    expect(whys(creationOf(type, body('a')))).toEqual([]);
  });
});

describe('the policies of a resource in a template', () => {
  const withPolicies = (policies: object): object => {
    const resources = Object.entries(fleet([place('eu-west-1')])).map(([id, one]) => [
      id,
      { ...one, ...policies },
    ]);
    return stack(Object.fromEntries(resources));
  };
  const becomes = (before: object, after: object): readonly string[] =>
    whys(updateOf('aws_cloudformation_stack', withPolicies(before), withPolicies(after)));

  it.each(['Retain', 'RetainExceptOnCreate', 'Snapshot'])('are compared where they keep it: %s', (kept) => {
    for (const gone of [{}, { DeletionPolicy: 'Delete' }]) {
      expect(becomes({ DeletionPolicy: kept }, gone)).toEqual([
        'its deletion policy goes: taken out of the template, it is deleted',
      ]);
      expect(becomes(gone, { DeletionPolicy: kept })).toEqual([
        'its deletion policy keeps it: taken out of the template, it stays, costs, and is not managed ' +
          'any more',
      ]);
    }
    expect(becomes({ UpdateReplacePolicy: kept }, {})).toEqual([
      'its replacement policy goes: once replaced, the old one is deleted',
    ]);
    expect(becomes({}, { UpdateReplacePolicy: kept })).toEqual([
      'its replacement policy keeps it: once replaced, the old one stays, costs, and is not managed any more',
    ]);
  });

  it('mean the same where they are absent and where they say Delete', () => {
    expect(becomes({ DeletionPolicy: 'Delete' }, {})).toEqual([]);
    expect(becomes({}, { DeletionPolicy: 'Delete' })).toEqual([]);
  });
});
