import Table from 'cli-table3';
import { createDocumentClient } from '../../store/client';
import { createTables, startDynamoDb } from '../../local/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { aMatchHeader } from '../../__tests__/support/headers';
import { defineGame } from '../../core/define';
import { type GameRules } from '../../core/game-rules';
import { commandId, gameName, gameSessionId, playerId } from '../../core/ids';
import { replay } from '../../core/match/match';
import { createMatchStore } from '../../store/match-store';
import { type BenchRun, type BenchOutcome, median } from '../bench';
import { Limits } from '../limits';
import { benchTables } from '../tables';

export const title =
  'Resume: CPU milliseconds, local database included, until a match of 200 moves is as it was (limit 50)';

const maxResumeMs = 50;
const moves = 200;

/** A board of 256 cells, which two seats fill in turn. */
interface Board {
  readonly cells: readonly number[];
  readonly filled: number;
}
const rules: GameRules<{ readonly cells: readonly number[]; readonly filled: number }, number, null> = {
  name: gameName('noughts'),
  version: 1,
  seats: 2,
  setup: () => ({ cells: Array.from({ length: 256 }, () => -1), filled: 0 }),
  toAct: ({ filled }: Board) => (filled === 256 ? [] : [filled % 2]),
  legalCommands: ({ cells }: Board) => cells.flatMap((holder, cell) => (holder === -1 ? [cell] : [])),
  parseCommand: (value) =>
    typeof value === 'number' ? { command: value } : { illegal: { code: 'no-cell', message: 'a cell' } },
  apply: ({ cells, filled }: Board, seat, cell) => ({
    state: { cells: cells.map((holder, index) => (index === cell ? seat : holder)), filled: filled + 1 },
  }),
  view: () => null,
  result: ({ filled }: Board) => (filled === 256 ? { places: [1, 1], reason: 'full' } : undefined),
};
const game = defineGame({ rules });

/** Measures and prints. */
export async function run({ quick }: BenchRun): Promise<BenchOutcome> {
  const dynamodb = await startDynamoDb();
  Object.assign(process.env, { AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url });
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' });
  const region = 'eu-west-1';
  const admin = new DynamoDBClient({ region });
  await createTables(admin, benchTables);
  const documents = createDocumentClient({ region });
  const store = createMatchStore(documents, benchTables);
  const session = gameSessionId('arn:aws:gamelift:eu-west-1::gamesession/fleet-1/1');
  const seats = ['0', '1'].map((digit) => playerId(`p-00000000-0000-4000-8000-00000000000${digit}`));
  const header = aMatchHeader({ seats });
  try {
    await store.claim(header, session);
    for (let sequence = 1; sequence <= moves; sequence += 1)
      await store.append(header.matchId, 1, {
        kind: 'command',
        sequence,
        commandId: commandId(`c${sequence}`),
        seat: (sequence - 1) % 2,
        at: sequence,
        action: { kind: 'play', command: sequence },
      });
    const [wall, cpu, folding]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < (quick ? 5 : 30); round += 1) {
      const [began, used] = [performance.now(), process.cpuUsage()];
      const claimed = await store.takeOver(header.matchId, { gameSessionId: session });
      if (claimed === undefined) throw new Error('the match is gone');
      const folds = performance.now();
      const match = game.with((typed) => replay(typed, claimed.header, claimed.entries));
      folding.push(performance.now() - folds);
      wall.push(performance.now() - began);
      const { user, system } = process.cpuUsage(used);
      cpu.push((user + system) / 1000);
      if (match.state === undefined || claimed.entries.length !== moves + round + 1)
        throw new Error('the log is not as it was written');
    }
    // By CPU time: wall time depends on other load on the machine.
    const limits = new Limits();
    const kept = limits.check('CPU of a resumed match', median(cpu), 'ms', { most: maxResumeMs });
    const table = new Table({ head: ['a match of 200 moves', 'ms'], style: { head: [], border: [] } });
    table.push(
      [
        'CPU, the local database included',
        `${median(cpu).toFixed(1)} (limit ${maxResumeMs}: ${kept ? 'kept' : 'MISSED'})`,
      ],
      ['of it the fold', median(folding).toFixed(1)],
      ['wall time', median(wall).toFixed(1)],
      ['wall time of the first, cold', (wall[0] ?? Number.NaN).toFixed(1)],
    );
    process.stdout.write(`${table.toString()}\n`);
    return { missed: limits.missed };
  } finally {
    documents.destroy();
    admin.destroy();
    await dynamodb.close();
  }
}
