/**
 * A busy process whose rules do not return at a command. The test runs it separately, because the watch ends
 * all running JavaScript. Its argument is the breakage; it prints the outcome of the match.
 */
import { WatchThread } from '../../../definition/watch-thread';
import { steadyClock } from '../../../realtime-server/steady-clock';
import { arrangeMatch, ScriptHarness } from './script-harness';
import { emulatedStore } from './store';
import { until } from '../../support/until';

async function main(): Promise<void> {
  // A Node that cannot interrupt another thread has no such thread.
  const watching = WatchThread.isPossible
    ? new Promise<void>((resolve) => {
        process.once('worker', (worker) => worker.once('online', () => resolve()));
      })
    : undefined;
  const emulated = await emulatedStore();
  const match = await arrangeMatch(emulated.matches, 'broken', { teams: [1, 1, 1] });
  const harness = new ScriptHarness(emulated.matches, steadyClock, { rulesSeconds: 1, lingerSeconds: 1 });
  harness.script.onStartGameSession(match.gameSession);
  const peers: number[] = [];
  for (const session of match.playerSessions) peers.push(await harness.join(session));
  const [first = 0, second = 0] = peers;
  // As many refused commands as it takes to make one shared thread worth while.
  for (let refused = 0; refused < 300; refused += 1) {
    harness.play(second, 0, 'no breakage');
    await harness.until(second, 'refused', refused + 1);
  }
  await watching;
  // From a callback of its own, as from a socket: the watch ends the caller of the script with it.
  setImmediate(() => harness.play(first, 0, process.argv[2] ?? ''));
  for (const peer of peers) await harness.until(peer, 'abandoned');
  await until('the process ends', () => harness.exited === 1);
  const record = await emulated.matches.get(match.matchId);
  const newest = await emulated.matches.newest(match.matchId);
  process.stdout.write(
    JSON.stringify({
      status: record?.status,
      reason: record?.reason,
      newest,
      errors: harness.log.filter((line) => line.startsWith('error')),
    }),
    () => process.exit(0),
  );
}

void main();
