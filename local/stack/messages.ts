import path from 'node:path';
import { webhooksFunction } from '../../functions/webhooks/declaration';
import { type Names } from '../../templates';
import { type Clock } from '../../core/clock';
import { type EventSources } from '../console/events';
import { type LocalMessages, startLocalMessages } from '../messages';
import { type LaptopShape } from './shape';

/** The bus and queues of a stack, with their faults. */
export interface StackMessages extends LocalMessages {
  /** The sources of the messages that the console shows. */
  readonly sources: EventSources;
  /** Messages that were given up since the start. */
  readonly buried: () => number;
}

/** The bus of the environment, and for each webhook its rule and its queue. */
export async function startStackMessages(
  { config: { region, account }, webhooks }: Pick<LaptopShape, 'config' | 'webhooks'>,
  names: Names,
  dataFolder: string | undefined,
  clock: Clock,
  log: (line: string) => void,
): Promise<StackMessages> {
  let buried = 0;
  const { trigger } = webhooksFunction;
  const messages = await startLocalMessages({
    bus: names.eventBus,
    resourcePrefix: names.prefix,
    webhooks: Object.entries(webhooks).map(([name, webhook]) => ({ name, ...webhook })),
    region,
    account,
    clock,
    batchSize: trigger.kind === 'queue' ? trigger.batchSize : 1,
    bury(message) {
      buried += 1;
      log(`given up: ${JSON.stringify(message)}`);
    },
    log,
    ...(dataFolder === undefined ? {} : { folder: path.join(dataFolder, 'messages') }),
  });
  const sources = {
    bus: names.eventBus,
    webhooks: Object.entries(webhooks).map(([name, { url }]) => ({ name, url })),
    put: messages.events,
  };
  return { ...messages, sources, buried: () => buried };
}

/** Values of the webhooks' secrets, by the secrets' names. */
export const webhookSecrets = (
  { webhooks }: Pick<LaptopShape, 'webhooks'>,
  names: Names,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(webhooks).map(([name, { secret }]) => [names.webhookSecret(name), secret]),
  );
