import { describe, expect, it } from '@jest/globals';
import { CaseError, readCase, readJson } from '../../flexmatch';
import { caseText } from '../../web/console/lab/case-text';
import { checkRuleSet, type LabQuestion, runLab } from '../../web/console/lab/lab-run';
import { ticksOf } from '../../web/console/lab/ticks';

/** Two players whose skills are at most this far apart. */
const duel = (distance: number): string =>
  JSON.stringify({
    name: 'duel',
    ruleLanguageVersion: '1.0',
    playerAttributes: [{ name: 'skill', type: 'number' }],
    teams: [{ name: 'two', minPlayers: 2, maxPlayers: 2 }],
    rules: [
      {
        name: 'FairSkill',
        type: 'distance',
        measurements: ['teams[two].players.attributes[skill]'],
        referenceValue: 'avg(teams[two].players.attributes[skill])',
        maxDistance: distance,
      },
    ],
  });

const waiting = [1000, 1100, 1900].map((skill, index) => ({
  ticketId: `t${index}`,
  startTime: 10 * index,
  players: [{ playerId: `p${index}`, attributes: { skill } }],
}));

const question = (after: string, crowd: LabQuestion['crowd']): LabQuestion => ({
  before: duel(10),
  after,
  crowd,
  timeoutSeconds: 60,
  seed: 7,
});

describe('the rule lab', () => {
  it('reports the errors of the matchmaker, and their places', () => {
    expect(checkRuleSet(duel(10)).errors).toEqual([]);
    const { errors } = checkRuleSet(duel(10).replace('"maxDistance":10', '"maxDistance":"far"'));
    expect(errors.map(({ path }) => path)).toContain('rules[0].maxDistance');
  });

  it('runs the waiting pool against both texts', () => {
    const { before, after, tickets, seconds, rows } = runLab(
      question(duel(60), { kind: 'pool', tickets: waiting }),
    );
    expect(before.matches).toEqual([]);
    expect(after.matches).toEqual([{ at: 10, tickets: [0, 1] }]);
    expect(tickets.length).toBe(3);
    expect(seconds).toBe(80);
    expect(after.report.tickets).toMatchObject({ arrived: 3, matched: 2, timedOut: 1 });
    expect(rows.find(({ measure }) => measure === 'tickets matched')).toMatchObject({ before: '0 %' });
  });

  it('draws the same population for the same seed, and refuses an invalid one', () => {
    const crowd = { kind: 'population', text: '', minutes: 3, ticketsPerMinute: 30 } as const;
    const [one, other] = [runLab(question(duel(50), crowd)), runLab(question(duel(50), crowd))];
    expect(one.tickets.length).toBeGreaterThan(40);
    expect(other).toEqual(one);
    expect(one.assumptions.join()).toContain('skill');
    expect(() => runLab(question(duel(50), { ...crowd, text: '{"crowd":1}' }))).toThrow('crowd');
    expect(() => runLab(question('{}', crowd))).toThrow('the edited rule set is invalid');
  });

  it('makes a case of it that flexmatch reads', () => {
    const { tickets } = runLab(question(duel(60), { kind: 'pool', tickets: waiting }));
    const reading = readJson(caseText('tried', duel(60), tickets, 15));
    if (!('value' in reading)) throw new CaseError(reading.problem);
    expect(readCase(reading.value, 'x')).toMatchObject({ id: 'tried', at: 15, tickets: waiting.slice(0, 2) });
  });
});

describe('the axes of a map', () => {
  it('have few round figures, all within the axis', () => {
    expect(ticksOf(0, 600)).toEqual([0, 200, 400, 600]);
    expect(ticksOf(1_070, 1_905)).toEqual([1_200, 1_400, 1_600, 1_800]);
    expect(ticksOf(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticksOf(7, 7)).toEqual([7]);
    for (const most of [3, 17, 48, 95, 1_234]) {
      const ticks = ticksOf(1, most);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.every((value) => value >= 1 && value <= most)).toBe(true);
    }
  });
});
