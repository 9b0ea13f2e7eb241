import { startClocks, nextDeadline } from '../../../../core/match/clock/clocks';
import { dayMs } from '../../../../core/match/clock/time-control';
import { timeDefaults, timeRulesOf } from '../../../../core/match/clock/time-rules';
import {
  beginClocked,
  bronstein,
  byoYomi,
  type Cases,
  days,
  delay,
  describeCases,
  fischer,
  perTurn,
  ClockedMatch,
} from './clocked-match';

const { resumeGraceMs } = timeDefaults;

const cases: Cases = {
  // the deadline itself
  'a move at exactly the deadline is in time': () => [
    beginClocked(fischer(60_000, 0)).tooLate(60_000),
    false,
  ],
  'a move one ms after the deadline is late': () => [beginClocked(fischer(60_000, 0)).tooLate(60_001), true],
  'the timeout is due one ms after the deadline': () => {
    const match = beginClocked(fischer(60_000, 0));
    return [
      [match.due(), match.out(60_000), match.out(60_001)],
      [60_001, [], [0]],
    ];
  },
  'a timer that fires too early times no seat out': () => [beginClocked(perTurn(30_000)).out(29_999), []],
  'a timer that fires after the move times no seat out': () => [
    beginClocked(perTurn(30_000)).moves(0, 29_990).out(30_001),
    [],
  ],
  'a move that arrived in time counts although it was stored late': () => [
    // Its `at` is its arrival; the entry was durable only at 61,000.
    beginClocked(fischer(60_000, 0)).moves(0, 59_999).main(0),
    1,
  ],
  'no clock runs once no seat is to act': () => [
    beginClocked(fischer(60_000, 0)).entry(10, { by: 0 }, []).due(),
    null,
  ],

  // per turn
  'per turn: each turn starts with the full time': () => [
    beginClocked(perTurn(30_000)).moves(0, 29_000).moves(1, 58_000).due(),
    88_001,
  ],
  'per turn: unused time is not carried over': () => [
    beginClocked(perTurn(30_000)).moves(0, 1).moves(1, 2).due(),
    30_003,
  ],
  'per turn: a seat that moves twice in a row has the full time again': () => [
    beginClocked(perTurn(30_000)).moves(0, 29_000, 0, [0]).due(),
    59_001,
  ],

  // Fischer
  'fischer: the increment comes after the move': () => [
    beginClocked(fischer(60_000, 2000)).moves(0, 10_000).main(0),
    52_000,
  ],
  'fischer: a late move is not saved by its own increment': () => [
    beginClocked(fischer(5000, 30_000)).tooLate(5001),
    true,
  ],
  'fischer: an increment larger than the base': () => [
    beginClocked(fischer(5000, 30_000)).moves(0, 5000).main(0),
    30_000,
  ],
  'fischer: a base of zero lives on its increment after the first turn': () => {
    const match = new ClockedMatch(fischer(0, 5000)).moves(0, 90_000);
    return [
      [match.main(0), match.due()],
      [0, 210_001],
    ];
  },
  'fischer: quick moves may raise the time above the base': () => [
    beginClocked(fischer(10_000, 3000)).moves(0, 100).moves(1, 200).moves(0, 300).main(0),
    15_800,
  ],
  'fischer: the first turn costs nothing and earns nothing': () => [
    new ClockedMatch(fischer(60_000, 2000)).moves(0, 30_000).main(0),
    60_000,
  ],
  'fischer: the second seat has a first turn of its own': () => [
    new ClockedMatch(fischer(60_000, 2000)).moves(0, 30_000).moves(1, 70_000).main(1),
    60_000,
  ],
  'fischer: several commands in one turn earn one increment': () => [
    beginClocked(fischer(60_000, 2000)).moves(0, 1000, 0, [0]).moves(0, 2000, 0, [0]).moves(0, 3000).main(0),
    59_000,
  ],
  'fischer: a turn that another seat ends earns no increment': () => [
    beginClocked(fischer(60_000, 2000)).moves(0, 0, 0, [0, 1]).entry(5000, { by: 1 }, [1]).main(0),
    55_000,
  ],

  // Bronstein and US delay
  'bronstein: a move within the delay costs nothing': () => [
    beginClocked(bronstein(60_000, 5000)).moves(0, 5000).main(0),
    60_000,
  ],
  'bronstein: only the time beyond the delay is charged': () => [
    beginClocked(bronstein(60_000, 5000)).moves(0, 8000).main(0),
    57_000,
  ],
  'bronstein: an unused delay is not carried over': () => [
    beginClocked(bronstein(60_000, 5000)).moves(0, 1).moves(1, 2).moves(0, 10_002).main(0),
    55_000,
  ],
  'bronstein: the seat times out after main time and delay': () => {
    const match = beginClocked(bronstein(10_000, 5000));
    return [
      [match.tooLate(15_000), match.tooLate(15_001)],
      [false, true],
    ];
  },
  'bronstein: without main time each turn still has its delay': () => {
    const match = beginClocked(bronstein(10_000, 5000)).moves(0, 15_000).moves(1, 15_001);
    return [
      [match.main(0), match.due()],
      [0, 20_002],
    ];
  },
  'bronstein: the clock includes the delay and counts down at once': () => [
    beginClocked(bronstein(60_000, 5000)).shown(0, 1000),
    { remainingMs: 64_000, runsSince: 0, deadline: 65_000, periods: null },
  ],
  'us delay: the same arithmetic as bronstein': () => [
    beginClocked(delay(60_000, 5000)).moves(0, 8000).main(0),
    57_000,
  ],
  'us delay: the clock stands while the delay runs': () => [
    beginClocked(delay(60_000, 5000)).shown(0, 4000),
    { remainingMs: 60_000, runsSince: 5000, deadline: 65_000, periods: null },
  ],
  'us delay: the clock counts after the delay': () => [
    beginClocked(delay(60_000, 5000)).shown(0, 6000).remainingMs,
    59_000,
  ],
  'us delay: a restart within the delay keeps the rest of the delay': () => [
    beginClocked(delay(60_000, 5000)).speaks(2000).resumes(50_000).shown(0, 50_000),
    {
      remainingMs: 60_000,
      runsSince: 50_000 + resumeGraceMs + 3000,
      deadline: 50_000 + resumeGraceMs + 63_000,
      periods: null,
    },
  ],

  // byo-yomi
  'byo-yomi: main time comes first': () => {
    const match = beginClocked(byoYomi(60_000, 3, 10_000)).moves(0, 60_000);
    return [
      [match.main(0), match.periods(0)],
      [0, 3],
    ];
  },
  'byo-yomi: a move within the period keeps it': () => [
    beginClocked(byoYomi(60_000, 3, 10_000))
      .moves(0, 69_999)
      .periods(0),
    3,
  ],
  'byo-yomi: a move in the last moment of a period keeps it': () => [
    beginClocked(byoYomi(60_000, 3, 10_000))
      .moves(0, 70_000)
      .periods(0),
    3,
  ],
  'byo-yomi: one ms more costs the period': () => [
    beginClocked(byoYomi(60_000, 3, 10_000))
      .moves(0, 70_001)
      .periods(0),
    2,
  ],
  'byo-yomi: one long turn may cost several periods': () => [
    beginClocked(byoYomi(60_000, 3, 10_000))
      .moves(0, 85_000)
      .periods(0),
    1,
  ],
  'byo-yomi: the seat times out at the end of the last period': () => {
    const match = beginClocked(byoYomi(60_000, 3, 10_000));
    return [
      [match.tooLate(90_000), match.tooLate(90_001)],
      [false, true],
    ];
  },
  'byo-yomi: the last period lasts as long as each move is within it': () => {
    const match = beginClocked(byoYomi(0, 1, 10_000));
    for (let at = 10_000; at <= 100_000; at += 10_000) match.moves(0, at).moves(1, at);
    return [
      [match.periods(0), match.due()],
      [1, 110_001],
    ];
  },
  'byo-yomi: a quick move does not restore main time': () => [
    beginClocked(byoYomi(60_000, 3, 10_000))
      .moves(0, 50_000)
      .moves(1, 50_001)
      .moves(0, 50_002)
      .main(0),
    9999,
  ],
  'byo-yomi: the clock shows the running period': () => [
    beginClocked(byoYomi(60_000, 3, 10_000)).shown(0, 74_000),
    { remainingMs: 6000, runsSince: 0, deadline: 90_000, periods: 2 },
  ],
  'byo-yomi: a restart within a period keeps the rest of the period': () => [
    beginClocked(byoYomi(60_000, 3, 10_000))
      .speaks(74_000)
      .resumes(200_000)
      .shown(0, 200_000),
    {
      remainingMs: 6000,
      runsSince: 200_000 + resumeGraceMs,
      deadline: 200_000 + resumeGraceMs + 16_000,
      periods: 2,
    },
  ],

  // days
  'days: the first turn has as many days as any other': () => [
    new ClockedMatch(days(3)).due(),
    3 * dayMs + 1,
  ],
  'days: each turn starts with the full time': () => [
    new ClockedMatch(days(3)).moves(0, 2 * dayMs).due(),
    5 * dayMs + 1,
  ],
  'days: a change to daylight saving time moves no deadline': () => {
    // 2026-03-29 01:00 UTC, when daylight saving time begins in Europe, lies within the turn.
    const at = Date.UTC(2026, 2, 28, 12);
    const rules = timeRulesOf(days(1));
    return [nextDeadline(rules, startClocks(rules, 2, [0], at)), Date.UTC(2026, 2, 29, 12) + 1];
  },
  'vacation in the last hour extends by whole days': () => {
    const match = new ClockedMatch(days(3, 10));
    const problem = match.vacation(0, 2, 3 * dayMs - 3_600_000);
    return [
      [problem, match.due()],
      [undefined, 5 * dayMs + 1],
    ];
  },
  'vacation ends with the turn': () => {
    const match = new ClockedMatch(days(3, 10));
    match.vacation(0, 2, 0);
    return [
      match
        .moves(0, 4 * dayMs)
        .moves(1, 4 * dayMs)
        .due(),
      7 * dayMs + 1,
    ];
  },
  'vacation is limited for each year': () => {
    const match = new ClockedMatch(days(3, 10));
    match.vacation(0, 8, 0);
    return [
      match.vacation(0, 3, dayMs),
      'days must be a whole number from 1 to 2, which you have left this year',
    ];
  },
  'the vacation of a year is available again in the next year': () => {
    const match = new ClockedMatch(days(30, 10));
    match.vacation(0, 10, 0);
    for (let at = 30; at <= 360; at += 30) match.moves(0, at * dayMs).moves(1, at * dayMs);
    return [match.vacation(0, 10, 366 * dayMs), undefined];
  },
  'vacation is refused in the turn of another seat': () => [
    new ClockedMatch(days(3, 10)).vacation(1, 1, 0),
    'vacation is taken in your own turn',
  ],
  'vacation exists only in matches played in days': () => [
    beginClocked(fischer(60_000, 0)).vacation(0, 1, 0),
    'only matches in days have vacation',
  ],

  // no clock
  'none: the seat to act has the idle time': () => [
    beginClocked({ kind: 'none', idleMs: 60_000 }).due(),
    60_001,
  ],
  'none: messages of the other seat do not prolong the idle time': () => [
    beginClocked({ kind: 'none', idleMs: 60_000 }).speaks(50_000).due(),
    60_001,
  ],
  'none: a late command counts as long as the match was not ended': () => [
    beginClocked({ kind: 'none', idleMs: 60_000 }).tooLate(3_600_000),
    false,
  ],
};

describeCases('kinds of clocks', cases);
