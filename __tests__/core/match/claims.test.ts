import { describe, expect, it } from '@jest/globals';
import { commandId } from '../../../core/ids';
import {
  claimsWithoutPlay,
  firstEpoch,
  futileClaims,
  type LogEntry,
  type MatchAction,
  ownershipOf,
} from '../../../core/match/log';

const claim = (sequence: number, at: number): LogEntry => ({ kind: 'claim', sequence, at, epoch: sequence });
const command = (sequence: number, action: MatchAction): LogEntry => ({
  kind: 'command',
  sequence,
  commandId: commandId(`c${sequence}`),
  seat: 0,
  at: sequence,
  action,
});

describe('claims without a result', () => {
  const three = [claim(1, 1000), claim(2, 2000), claim(3, 3000)];

  it('are counted back to the newest entry that was played', () => {
    expect(claimsWithoutPlay([])).toBe(0);
    expect(claimsWithoutPlay(three)).toBe(3);
    expect(claimsWithoutPlay([...three, command(4, { kind: 'play', command: 1 })])).toBe(0);
    expect(claimsWithoutPlay([...three, command(4, { kind: 'play', command: 1 }), claim(5, 5000)])).toBe(1);
    expect(
      claimsWithoutPlay([...three, { kind: 'sleep', sequence: 4, at: 4000, epoch: 4 }, claim(5, 5000)]),
    ).toBe(1);
  });

  it('are counted across reconnects, because every process writes those', () => {
    expect(claimsWithoutPlay([...three, command(4, { kind: 'return', awayMs: 3000 }), claim(5, 5000)])).toBe(
      4,
    );
  });

  it('are not counted beyond an owner that recorded its life: the commands sent to it did not end it', () => {
    const lived: LogEntry = { kind: 'claim', sequence: 4, at: 12_000, epoch: 4, aliveAt: 11_000 };
    expect(claimsWithoutPlay([...three, lived])).toBe(1);
    expect(claimsWithoutPlay([...three, lived, claim(5, 13_000)])).toBe(2);
    expect(claimsWithoutPlay([...three, { ...lived, aliveAt: 2500 }])).toBe(4);
  });

  it('are recent: servers that are lost one at a time over a day do not count', () => {
    expect(claimsWithoutPlay([...three, claim(4, 3001 + futileClaims.withinMs)])).toBe(1);
    expect(claimsWithoutPlay([...three, claim(4, 3000 + futileClaims.withinMs)])).toBe(2);
  });
});

describe('the ownership of a match', () => {
  const play = command(9, { kind: 'play', command: 1 });
  const sleep = (sequence: number): LogEntry => ({ kind: 'sleep', sequence, at: 5, epoch: sequence });

  it('is that of the process that created it, until another claims it or it sleeps', () => {
    expect(ownershipOf([])).toEqual({ epoch: firstEpoch, asleep: false });
    expect(ownershipOf([play])).toEqual({ epoch: firstEpoch, asleep: false });
    expect(ownershipOf([play, claim(2, 5), play])).toEqual({ epoch: 2, asleep: false });
    expect(ownershipOf([claim(2, 5), sleep(3), play])).toEqual({ epoch: 3, asleep: true });
    expect(ownershipOf([sleep(3), claim(4, 5)])).toEqual({ epoch: 4, asleep: false });
  });
});

describe('a claim', () => {
  it('is counted from the newest command on, and from a life that began with it', () => {
    const born: LogEntry = { kind: 'claim', sequence: 2, at: 2000, epoch: 2, aliveAt: 1000 };
    // The former owner was last known to run at its own claim: it has not lived.
    expect(claimsWithoutPlay([claim(1, 1000), born])).toBe(2);
    expect(claimsWithoutPlay([claim(1, 1000), { ...born, aliveAt: 1001 }])).toBe(1);
    for (const action of [{ kind: 'resign' }, { kind: 'offer', offer: 'draw' }] as const)
      expect(claimsWithoutPlay([claim(1, 1000), command(2, action), claim(3, 1500)])).toBe(1);
  });
});
