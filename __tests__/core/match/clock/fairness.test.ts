import { timeDefaults } from '../../../../core/match/clock/time-rules';
import {
  beginClocked,
  byoYomi,
  type Cases,
  describeCases,
  fischer,
  perTurn,
  start,
  ClockedMatch,
} from './clocked-match';

const { resumeGraceMs, takebackFloorMs } = timeDefaults;

const cases: Cases = {
  // first turn
  'a seat that never makes its first move is timed out by the short limit': () => [
    new ClockedMatch(fischer(3_600_000, 0)).due(),
    timeDefaults.firstTurnMs + 1,
  ],
  'the clock shows its base and stands during the first turn': () => [
    new ClockedMatch(fischer(60_000, 1000)).shown(0, 5000),
    { remainingMs: 60_000, runsSince: null, deadline: timeDefaults.firstTurnMs, periods: null },
  ],

  // several seats at once
  'at once: each seat to act has its own running clock': () => {
    const match = new ClockedMatch(perTurn(30_000), [0, 1, 2], 3).moves(0, 0, 0, [1, 2]).moves(1, 0, 0, [2]);
    match.moves(2, 0, 0, [0, 1, 2]).moves(1, 10_000, 0, [0, 2]);
    return [match.clocks.seats.map(({ runsSince }) => runsSince), [start, null, start]];
  },
  'at once: a command of one seat does not change the clocks of the others': () => {
    const match = new ClockedMatch(fischer(60_000, 0), [0, 1]).moves(0, 0, 0, [1]).moves(1, 0, 0, [0, 1]);
    return [match.moves(0, 20_000, 0, [1]).tooLate(60_001, 0, 1), true];
  },
  'at once: only the seat that has not acted is timed out': () => {
    const match = new ClockedMatch(perTurn(30_000), [0, 1]).moves(0, 0, 0, [1]).moves(1, 0, 0, [0, 1]);
    return [match.moves(0, 20_000, 0, [1]).out(30_001), [1]];
  },
  'at once: flags that fall in the same ms time both seats out': () => {
    const match = new ClockedMatch(perTurn(30_000), [0, 1]).moves(0, 0, 0, [1]).moves(1, 0, 0, [0, 1]);
    return [match.out(30_001), [0, 1]];
  },
  'at once: the seat whose flag fell first is timed out first': () => {
    const match = new ClockedMatch(fischer(30_000, 0), [0, 1]).moves(0, 0, 0, [1]).moves(1, 0, 0, [1]);
    match.moves(1, 10_000, 0, [0, 1]);
    return [
      [match.out(30_001), match.out(40_001)],
      [[1], [0, 1]],
    ];
  },

  // lag
  'lag: the measured round trip is not charged': () => [
    beginClocked(fischer(60_000, 0)).moves(0, 10_000, 200).main(0),
    50_200,
  ],
  'lag: a move that was on its way at the deadline is in time': () => [
    beginClocked(fischer(60_000, 0)).tooLate(60_200, 200),
    false,
  ],
  'lag: the timeout waits for commands that may be on their way': () => [
    beginClocked(fischer(60_000, 0)).due(200),
    60_201,
  ],
  'lag: a round trip of 10 s is forgiven for one second': () => [
    beginClocked(fischer(60_000, 0)).moves(0, 20_000, 10_000).main(0),
    41_000,
  ],
  'lag: an exhausted quota forgives only the amount that each move adds': () => {
    const match = beginClocked(fischer(60_000, 0)).moves(0, 5000, 1000).moves(1, 5000);
    return [match.moves(0, 10_000, 1000).main(0), 60_000 - 4000 - 4900];
  },
  'lag: the quota never grows beyond its limit': () => [
    beginClocked(fischer(60_000, 0)).moves(0, 10).moves(1, 20).moves(0, 30).quota(0),
    timeDefaults.lagQuotaMs,
  ],
  'lag: a move quicker than its round trip costs and gains nothing': () => {
    const match = beginClocked(fischer(60_000, 0)).moves(0, 50, 200);
    return [
      [match.main(0), match.quota(0)],
      [60_000, 1000],
    ];
  },
  'lag: a negative measurement adds no charge': () => [
    beginClocked(fischer(60_000, 0)).moves(0, 1000, -500).main(0),
    59_000,
  ],
  'lag: a seat that is not to act has none': () => [
    beginClocked(fischer(60_000, 0)).moves(0, 1000, 300).quota(1),
    1000,
  ],

  // a lost server
  'restart: the time of a dead server is charged to no seat': () => [
    beginClocked(fischer(60_000, 0))
      .speaks(5000)
      .resumes(300_000)
      .moves(0, 300_000 + resumeGraceMs)
      .main(0),
    55_000,
  ],
  'restart between deadline and timer: the seat has the time that it had at the last entry': () => {
    const match = beginClocked(fischer(60_000, 0)).resumes(60_050);
    return [
      [match.out(60_051), match.due()],
      [[], 60_050 + resumeGraceMs + 60_001],
    ];
  },
  'restart: time during which the server is known to have lived is charged': () => [
    beginClocked(fischer(60_000, 0))
      .resumes(100_000, 20_000)
      .moves(0, 100_000 + resumeGraceMs)
      .main(0),
    40_000,
  ],
  'restart: a claim charges no more than the gap, even if the lost server says that it lived longer': () => [
    beginClocked(fischer(60_000, 0))
      .resumes(10_000, 50_000)
      .moves(0, 10_000 + resumeGraceMs)
      .main(0),
    50_000,
  ],
  'restart: the time to reconnect is free': () => [
    beginClocked(fischer(60_000, 0))
      .resumes(10_000)
      .moves(0, 10_000 + resumeGraceMs - 1)
      .main(0),
    60_000,
  ],
  'restart: two in one turn charge neither gap': () => [
    beginClocked(fischer(60_000, 0))
      .speaks(4000)
      .resumes(50_000)
      .speaks(50_000 + resumeGraceMs + 6000)
      .resumes(500_000)
      .moves(0, 500_000 + resumeGraceMs)
      .main(0),
    50_000,
  ],
  'restart: a second one within the time to reconnect charges nothing': () => [
    beginClocked(fischer(60_000, 0)).resumes(50_000).resumes(52_000).moves(0, 62_000).main(0),
    60_000,
  ],
  'restart: the time to reconnect is free a limited number of times in a match': () => {
    const match = beginClocked(fischer(60_000, 0));
    for (let lost = 0; lost < timeDefaults.maxResumeGraces; lost += 1) match.resumes(1000);
    const before = match.due();
    return [
      [before, match.resumes(1000).due()],
      [1000 + resumeGraceMs + 60_001, 61_001],
    ];
  },
  'restart: the clock of a seat that is not to act does not change': () => [
    beginClocked(fischer(60_000, 0)).moves(0, 7000).resumes(90_000).main(0),
    53_000,
  ],
  'restart during a first turn: its limit starts again': () => [
    new ClockedMatch(fischer(60_000, 0)).resumes(60_000).due(),
    60_000 + resumeGraceMs + timeDefaults.firstTurnMs + 1,
  ],
  'restart: a displayed clock stands until the players had time to reconnect': () => [
    beginClocked(fischer(60_000, 0)).speaks(5000).resumes(90_000).shown(0, 95_000),
    {
      remainingMs: 55_000,
      runsSince: 90_000 + resumeGraceMs,
      deadline: 90_000 + resumeGraceMs + 55_000,
      periods: null,
    },
  ],

  // takeback
  'takeback: the increment of the undone move is undone': () => {
    const match = beginClocked(fischer(60_000, 5000));
    const before = match.clocks;
    match.moves(0, 10_000).takesBack(before, 10_000, 0, 12_000, 12_000);
    return [match.shown(0, 12_000).remainingMs, 50_000];
  },
  'takeback: the seat that asked pays for the request and the answer': () => {
    const match = beginClocked(fischer(60_000, 0));
    const before = match.clocks;
    match.moves(0, 10_000).takesBack(before, 10_000, 0, 12_000, 17_000);
    return [match.shown(0, 17_000).remainingMs, 45_000];
  },
  'takeback: the other seat gets back the time that it has thought since': () => {
    const match = beginClocked(fischer(60_000, 0)).moves(0, 0).moves(1, 0);
    const before = match.clocks;
    match.moves(0, 10_000).takesBack(before, 10_000, 0, 30_000, 30_000);
    return [match.shown(1, 30_000).remainingMs, 60_000];
  },
  'takeback: never leaves less than the floor': () => {
    const match = beginClocked(fischer(20_000, 0));
    const before = match.clocks;
    match.moves(0, 5000).takesBack(before, 5000, 0, 6000, 19_000);
    return [match.shown(0, 19_000).remainingMs, takebackFloorMs];
  },
  'takeback: the floor never gives a seat more time than it had': () => {
    const match = beginClocked(fischer(20_000, 0));
    const before = match.clocks;
    match.moves(0, 17_000).takesBack(before, 17_000, 0, 17_000, 30_000);
    return [match.shown(0, 30_000).remainingMs, 3000];
  },
  'takeback over two moves: both clocks return to their earlier values': () => {
    const match = beginClocked(fischer(60_000, 3000));
    const before = match.clocks;
    match.moves(0, 10_000).moves(1, 25_000).takesBack(before, 10_000, 0, 26_000, 26_000);
    return [
      [match.shown(0, 26_000).remainingMs, match.shown(1, 26_000).remainingMs],
      [50_000, 60_000],
    ];
  },
  'takeback: the seat can time out again, from the time that is left': () => {
    const match = beginClocked(fischer(60_000, 0));
    const before = match.clocks;
    match.moves(0, 10_000).takesBack(before, 10_000, 0, 12_000, 12_000);
    return [match.due(), 62_001];
  },
  'takeback: byo-yomi periods are restored': () => {
    const match = beginClocked(byoYomi(0, 3, 10_000));
    const before = match.clocks;
    match.moves(0, 15_000);
    const lost = match.periods(0);
    match.takesBack(before, 15_000, 0, 15_000, 15_000);
    return [
      [lost, match.due()],
      [2, 30_001],
    ];
  },
  'takeback: spent lag stays spent': () => {
    const match = beginClocked(fischer(60_000, 0));
    const before = match.clocks;
    match.moves(0, 10_000, 1000).takesBack(before, 10_000, 0, 11_000, 11_000);
    return [match.quota(0), 100];
  },
  'takeback of the first move: the turn is a first turn again': () => {
    const match = new ClockedMatch(fischer(60_000, 0));
    const before = match.clocks;
    match.moves(0, 30_000).takesBack(before, 30_000, 0, 31_000, 31_000);
    return [match.moves(0, 60_000).main(0), 60_000];
  },

  // a wall clock that runs back, offers, passed turns
  'a server clock that runs back gives no seat time': () => [
    beginClocked(fischer(60_000, 0)).moves(0, 10_000).moves(1, 4000).main(1),
    60_000,
  ],
  'a server clock that runs back never lets the time of the log decrease': () => [
    beginClocked(fischer(60_000, 0)).moves(0, 10_000).moves(1, 4000).clocks.at,
    start + 10_000,
  ],
  'a new owner whose clock is behind does not set the time back': () => [
    beginClocked(fischer(60_000, 0)).moves(0, 10_000).resumes(2000).clocks.at,
    start + 10_000,
  ],
  'an offer while the clock runs changes no clock': () => [
    beginClocked(fischer(60_000, 0)).speaks(30_000).due(),
    60_001,
  ],
  'a seat whose turn was passed counts its timeouts in a row': () => {
    const match = beginClocked(perTurn(10_000)).passes(0, 10_001).moves(1, 10_001).passes(0, 20_002);
    return [match.clocks.seats[0]?.timeouts, 2];
  },
  'a command of the seat resets its timeouts in a row': () => {
    const match = beginClocked(perTurn(10_000)).passes(0, 10_001).moves(1, 10_001).moves(0, 11_000);
    return [match.clocks.seats[0]?.timeouts, 0];
  },
  'fischer: a seat whose turn was passed gets its increment': () => [
    beginClocked(fischer(10_000, 3000)).passes(0, 10_001).main(0),
    3000,
  ],
};

describeCases('fair clocks', cases);
