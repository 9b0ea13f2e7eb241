import { describe, expect, it } from '@jest/globals';
import { type Json } from '../../core/json';
import { openMatch, ReplayError, submit } from '../../core/match/match';
import { seedHashOf } from '../../core/match/seed';
import { verifyMatch } from '../../core/match/verify';
import { positionFor } from '../../core/match/views';
import { outcomesOf } from '../../core/results';
import { header, id } from '../../testing/sample-match';
import { readMatchFile, readRecorded, Unverifiable } from '../../tools/verify/match-file';
import { thirds } from '../games/thirds';

/** A file as `npm run verify -- URL --save FILE` writes it. */
function savedMatch(): Json {
  const begun = { ...header(thirds), matchId: '00000000-0000-4000-8000-000000000001' };
  let match = openMatch(thirds, header(thirds));
  for (let turn = 1; match.ending === undefined; turn += 1) {
    const [seat = 0] = match.toAct;
    const command = positionFor(match, seat).legal.at(-1);
    const answer = submit(
      match,
      { seat, commandId: id(turn), action: { kind: 'play', command } },
      header(thirds).startedAt + turn,
    );
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    match = answer.match;
  }
  const { result, endedAt, commands } = match.ending;
  const outcomes = outcomesOf(result, begun.teams);
  const document = {
    ...begun,
    seats: begun.seats.map((_, seat) => `p-00000000-0000-4000-8000-00000000000${seat}`),
    status: 'finished',
    lastSequence: commands,
    seedHash: seedHashOf(begun.seed),
    result: { ...result, outcomes, counted: 'rated', endedAt },
  };
  // In the form of the API.
  const entries = match.log.after(0).map(({ kind: _, ...entry }) => entry);
  return JSON.parse(JSON.stringify({ match: document, entries }));
}

/** Facts that the rules cannot know: players, times, ids, and how often the same players have met. */
const beyondProof =
  /^match\/(matchId|seats\/\d|startedAt|status|rated|matchmaking|reason|result\/counted)$|^entries\/\d+\/(at|commandId)$/;
const forged: readonly Json[] = [
  null,
  -1,
  1e300,
  7,
  '',
  'x',
  '0',
  [],
  {},
  true,
  false,
  'win',
  'loss',
  'draw',
];

/** For every place of a JSON value: the place, and the whole value with another value there. */
function* forgeries(value: Json, place: readonly string[] = []): Generator<readonly [string, Json]> {
  if (typeof value !== 'object' || value === null) {
    for (const other of forged) if (other !== value) yield [place.join('/'), other];
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    for (const [where, other] of forgeries(member, [...place, key])) {
      const changed = { ...value, [key]: other };
      yield [where, Array.isArray(value) ? Object.values(changed) : changed];
    }
  }
}

const verdictOf = (file: Json): 'holds' | 'wrong' | 'unreadable' => {
  try {
    const findings = verifyMatch(thirds, readRecorded(readMatchFile(JSON.stringify(file))));
    return findings.every(({ holds }) => holds) ? 'holds' : 'wrong';
  } catch (error) {
    if (error instanceof Unverifiable || error instanceof ReplayError || error instanceof RangeError)
      return 'unreadable';
    throw error;
  }
};

describe('a file of a match', () => {
  const saved = savedMatch();

  it('passes as it was saved', () => expect(verdictOf(saved)).toBe('holds'));

  it('fails with any one value forged, and never in another way', () => {
    const unnoticed = [...forgeries(saved)].flatMap(([place, file]) =>
      verdictOf(file) === 'holds' && !beyondProof.test(place) ? [`${place}: ${JSON.stringify(file)}`] : [],
    );
    expect(unnoticed).toEqual([]);
  });
});
