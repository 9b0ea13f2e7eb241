import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { type GradualShift, shiftPercents, versionShifts } from '../../config';
import { failuresNeeded } from '../../stacks/constructs/failed-share';
import { alarm, caughtWatch, versionFailures } from '../../stacks/constructs/version-watches';
import { type Template } from '../../templates';
import { findProjectRoot } from '../../tools/project';
import { environmentNames } from '../games';
import {
  alarmOfResource,
  alarmOfTemplate,
  type EvaluatedAlarm,
  publishedAfter,
  type Series,
  soundsAt,
} from './support/alarm-evaluation';
import { parsedJson, resources } from './support/reading';
import { sharedStacks } from './support/shared-stacks';

const stacks = sharedStacks();
const alarmsOf = (environment: string): readonly EvaluatedAlarm[] =>
  Object.values(resources(stacks.get(`${environment}-operations`), 'aws_cloudwatch_metric_alarm')).map(
    alarmOfResource,
  );
function alarmNamed(name: string): EvaluatedAlarm {
  const found = alarmsOf('prod').find((one) => one.name === `turnlift-prod-${name}`);
  if (found === undefined) throw new Error(`prod has no alarm ${name}`);
  return found;
}

/** Properties of the alarms that take new versions of prod back, by their id in the template. */
function versionAlarms(part: string): ReadonlyMap<string, unknown> {
  const [found] = Object.values(resources(stacks.get(`prod-${part}`), 'aws_cloudformation_stack')).filter(
    (one) => String(one['name']).endsWith('-aliases'),
  );
  const template: Template = Object(parsedJson(found?.['template_body']));
  return new Map(
    Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
      Type === 'AWS::CloudWatch::Alarm' ? [[id, Properties] as const] : [],
    ),
  );
}
const guide = fs.readFileSync(path.join(findProjectRoot(), 'docs', 'operating.md'), 'utf8');
const prose = guide.replaceAll('\n', ' ');
/** The rows of the guide's table whose first column has this head, cell by cell. */
function tableOf(head: string): ReadonlyArray<readonly string[]> {
  const lines = guide.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`| ${head} `));
  const rows = lines.slice(from + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** A whole number a minute of what comes at a rate, from a first minute on. */
const steadily =
  (perMinute: (minute: number) => number) =>
  (minute: number): number => {
    const until = (end: number): number =>
      Array.from({ length: end }, (_, at) => perMinute(at)).reduce((sum, one) => sum + one, 0);
    // Rates are sums of tenths: a billionth keeps their rounding from losing a request.
    return Math.floor(until(minute + 1) + 1e-9) - Math.floor(until(minute) + 1e-9);
  };
const orNone = (count: number): number | undefined => (count === 0 ? undefined : count);

/** The metrics of a function's new version, with `perMinute` requests a minute to the function. */
function shifted(shift: GradualShift, perMinute: number, failing: number): Series {
  const percents = shiftPercents(shift);
  const rate = (minute: number): number => (perMinute * (percents[minute] ?? 100)) / 100;
  const [requests, failures] = [steadily(rate), steadily((minute) => rate(minute) * failing)];
  return (metric, minute) => orNone((metric === 'Invocations' ? requests : failures)(minute));
}

const isGradual = (shift: (typeof versionShifts)[number]): shift is GradualShift => shift !== 'AllAtOnce';
const gradual = versionShifts.filter(isGradual);
const watchOf = (shift: GradualShift): EvaluatedAlarm => {
  const minutes = shiftPercents(shift).length;
  return alarmOfTemplate(alarm(caughtWatch('f', 'f', 'Version', { alarmName: 'a', minutes })).Properties);
};

/** Whether the alarm sounds before the version gets all calls. */
const takenBack = (shift: GradualShift, perMinute: number, failing: number): boolean =>
  soundsAt(watchOf(shift), shifted(shift, perMinute, failing), shiftPercents(shift).length - 1) !== undefined;

describe('the alarm of what a new version catches', () => {
  it('is in the template of prod as it is computed here', () => {
    const { AlarmName: _, ...synthesized } = Object(versionAlarms('api').get('CaughtPlayers'));
    expect(alarmOfTemplate({ AlarmName: 'a', ...synthesized })).toEqual(watchOf('Canary10Percent5Minutes'));
  });

  it('sees a version that fails each call from as few requests on as the guide says', () => {
    const least = (shift: GradualShift): number => {
      for (let perMinute = 1; ; perMinute += 1) if (takenBack(shift, perMinute, 1)) return perMinute;
    };
    expect(tableOf('`newVersions`').map(([name, , smallest]) => [name, Number(smallest)])).toEqual(
      gradual.map((shift) => [`\`${shift}\``, least(shift)]),
    );
  });

  it('needs as many failures as the guide says, and not one less', () => {
    const shift = 'Canary10Percent5Minutes';
    const minutes = shiftPercents(shift).length - 1 - publishedAfter;
    const rows = tableOf('requests a minute').map((row) => row.map((cell) => Number(cell.replace(',', ''))));
    expect(rows).toHaveLength(4);
    for (const [perMinute = NaN, seen, failures] of rows) {
      const requests = (perMinute / 10) * minutes;
      const needed = failuresNeeded(versionFailures, requests);
      expect([perMinute, seen, failures]).toEqual([perMinute, requests, needed]);
      const reported =
        (failed: number): Series =>
        (metric, minute) =>
          metric === 'Invocations' ? perMinute / 10 : orNone(minute === 0 ? failed : 0);
      const last = shiftPercents(shift).length - 1;
      // All failures in the first minute, so that the others only add requests.
      const first = Math.ceil(perMinute / 10);
      if (needed <= first) expect(soundsAt(watchOf(shift), reported(needed), last)).toBeDefined();
      expect(takenBack(shift, perMinute, needed / requests)).toBe(true);
      expect(takenBack(shift, perMinute, (needed - 1) / requests)).toBe(false);
    }
  });

  it('leaves a version alone that fails as often as any does', () => {
    for (const shift of gradual)
      for (const perMinute of [20, 400, 6_500])
        expect([shift, perMinute, takenBack(shift, perMinute, 0.001)]).toEqual([shift, perMinute, false]);
  });
});

describe('the alarms for people', () => {
  it('sound for a function that fails with a request in a quarter of an hour, within an hour', () => {
    const failing: Series = (_metric, minute) => (minute % 15 === 0 ? 1 : undefined);
    expect(soundsAt(alarmNamed('players-failing'), failing, 60)).toBe(48);
    const busy: Series = (metric) => (metric === 'Invocations' ? 1_000 : 1);
    expect(soundsAt(alarmNamed('players-failing'), busy, 300)).toBeUndefined();
    const hourly: Series = (_metric, minute) => (minute % 60 === 0 ? 1 : undefined);
    expect(soundsAt(alarmNamed('period-rewards-failing'), hourly, 60)).toBeDefined();
  });

  it('sound for an issuer that fails each half hour at its second failure, and not for one alone', () => {
    const each =
      (minutes: number): Series =>
      (_metric, minute) =>
        minute % minutes === 0 ? 10_000 : undefined;
    for (const name of ['issuer-errors', 'issuer-slow']) {
      expect(soundsAt(alarmNamed(name), each(30), 600)).toBe(33);
      expect(soundsAt(alarmNamed(name), each(600), 599)).toBeUndefined();
    }
    expect(guide).toContain('33 minutes after the first');
  });

  it('sound for an API by the share of its failures, from a few on', () => {
    const failing =
      (requests: number, failed: number): Series =>
      (metric) =>
        metric === 'Count' ? requests : failed;
    const within = (series: Series): number | undefined => soundsAt(alarmNamed('api-errors'), series, 60);
    expect(within(failing(6_500, 10))).toBeUndefined();
    expect(within(failing(6_500, 20))).toBeDefined();
    expect(within(failing(2, 1))).toBeDefined();
    expect(within((metric, minute) => (metric === 'Count' ? 2 : minute % 2))).toBeUndefined();
  });

  it('sound for long waits and slow answers by one in a quarter of an hour, within an hour', () => {
    const each =
      (minutes: number, value: number): Series =>
      (_metric, minute) =>
        minute % minutes === 0 ? value : undefined;
    for (const name of ['queue-waits', 'players-slow', 'matchmaking-events-slow', 'api-slow']) {
      const sounds = (minutes: number): number | undefined =>
        soundsAt(alarmNamed(name), each(minutes, 1e6), 600);
      expect([name, sounds(1), sounds(4), sounds(15), sounds(20)]).toEqual([name, 13, 13, 33, 43]);
      expect([name, sounds(30)]).toEqual([name, undefined]);
      // Five bad minutes of a game with requests in all of them do not last.
      const burst: Series = (_metric, minute) => (minute >= 60 && minute < 65 ? 1e6 : 0);
      expect([name, soundsAt(alarmNamed(name), burst, 600)]).toEqual([name, undefined]);
    }
    expect(guide.replaceAll('\n', ' ')).toContain(
      'With one match or request in twenty minutes they sound 43 minutes after the first',
    );
  });

  it('sound for searches without a match by their share, and from the number on that the guide says', () => {
    const sentence =
      /sounds when more than (\d+) % of the tickets of a quarter of an hour, and at least (\d+), time out/;
    const [percent = NaN, atLeast = NaN] = (sentence.exec(prose) ?? []).slice(1).map(Number);
    const soundsFor = (timedOut: number, started: number): boolean => {
      const of: Readonly<Record<string, number>> = { TicketsTimedOut: timedOut, TicketsStarted: started };
      const series: Series = (metric, minute) => (minute === 0 ? of[metric] : undefined);
      return soundsAt(alarmNamed('duel-tickets-timed-out'), series, 60) !== undefined;
    };

    for (const timedOut of [atLeast, 2 * atLeast, 50 * atLeast]) {
      const started = (100 * timedOut) / percent;
      expect([timedOut, soundsFor(timedOut, started)]).toEqual([timedOut, false]);
      expect([timedOut, soundsFor(timedOut, started - 1)]).toEqual([timedOut, true]);
    }
    expect(soundsFor(atLeast - 1, atLeast - 1)).toBe(false);
    expect(soundsFor(0, 50 * atLeast)).toBe(false);
  });

  // Metrics of what stands there, which have a value in every minute.
  const gauges = /-full(-in-[\w-]+)?(-[a-z]+-[a-z]+-\d)?$|webhook-.*-behind$|key-rotation-stopped$/;
  // Refusals come with many requests, and a batch of a stream is tried again each minute.
  const close = /-throttled$|-behind$/;

  it.each(environmentNames)('of %s sound also where a metric has a value in few minutes', (environment) => {
    const sparse =
      (minutes: number): Series =>
      (_metric, minute) =>
        minute % minutes === 0 ? 1e9 : undefined;
    const silent = alarmsOf(environment)
      .filter(({ name }) => !gauges.test(name))
      .filter((one) => soundsAt(one, sparse(close.test(one.name) ? 3 : 15), 60) === undefined)
      .map(({ name }) => name);
    expect(silent).toEqual([]);
  });

  it.each(environmentNames)(
    'of %s ask for no more periods than they look at, within a day',
    (environment) => {
      for (const { name, period, periods, breaching } of alarmsOf(environment))
        expect([name, breaching <= periods, period * periods <= 1_440]).toEqual([name, true, true]);
    },
  );
});
