import { ConfigError, type EnvironmentConfig, type LaptopConfig } from '../config';
import { closedUrlProblem, isLoopbackAddress } from '../contract/public-address';
import { type Webhook } from '../contract/webhooks';

const exampleUrl = 'https://push.our-game.example/turnlift';

type Webhooks = EnvironmentConfig['webhooks'] | LaptopConfig['webhooks'];

/** An environment's webhooks in the form that functions read. */
export function webhooksOf(webhooks: Webhooks, reach: Webhook['reach']): readonly Webhook[] {
  return Object.entries(webhooks).map(([name, { url, types }]) => ({ name, url, types, reach }));
}

/**
 * Refuses webhooks that could lead into the network of the function that sends.
 * @param file the environment's, for the message
 * @throws ConfigError
 */
export function checkWebhooks(file: string, webhooks: Webhooks, reach: Webhook['reach']): void {
  for (const [name, { url }] of Object.entries(webhooks)) {
    const problem = reach === 'loopback' && isOfThisMachine(url) ? undefined : closedUrlProblem(url);
    if (problem === undefined) continue;
    const keys = ['webhooks', name, 'url'];
    // A path may hold what only its owner knows, and this line goes to logs.
    throw new ConfigError(`${file}: ${keys.join('.')} ${problem}: write one such as ${exampleUrl}`, {
      file,
      keys,
      value: url,
    });
  }
}

function isOfThisMachine(url: string): boolean {
  const { hostname, username } = new URL(url);
  return (
    username === '' && (isLoopbackAddress(hostname.replace(/^\[(.*)\]$/, '$1')) || hostname === 'localhost')
  );
}
