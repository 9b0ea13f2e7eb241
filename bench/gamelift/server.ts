/** The measured process: a local GameLift that tells its parent where it listens. */
import { createLocalGameLift } from '../../local/gamelift/index';

async function main(): Promise<void> {
  const [dataFolder = ''] = process.argv.slice(2);
  const gamelift = await createLocalGameLift({ hosting: 'none', ...(dataFolder !== '' && { dataFolder }) });
  process.on('message', (message) => {
    if (message === 'memory') process.send?.({ residentMegabytes: process.memoryUsage().rss / 2 ** 20 });
  });
  process.on('disconnect', () => { void gamelift.close().then(() => process.exit(0)); });
  process.send?.({ url: gamelift.url });
}

void main();
