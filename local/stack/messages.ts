import { webhooksFunction } from '../../functions/webhooks/declaration';
import { type Names } from '../../templates';
import { type EventSources } from '../console/events';
import { type LocalMessages, startLocalMessages } from '../messages';
import { type LaptopShape } from './shape';
import { type StackContext } from './stack-context';

/** The bus and queues of a stack, with their faults. */
export interface StackMessages extends LocalMessages {
  /** The sources of the messages that the console shows. */
  readonly sources: EventSources;
  /** Messages that were given up since the start. */
  readonly buried: () => number;
}

/** The bus of the environment, and for each webhook its rule and its queue. */
export async function startStackMessages(context: StackContext): Promise<StackMessages> {
  const { options, names, looked, time } = context;
  const { config, webhooks } = options.shape;
  const { region, account } = config;
  const folder = context.folder('messages');
  const log = (line: string): void => context.log.write('messages', line);
  let buried = 0;
  const { trigger } = webhooksFunction;
  const messages = await startLocalMessages({
    bus: names.eventBus,
    resourcePrefix: names.prefix,
    webhooks: Object.entries(webhooks).map(([name, webhook]) => ({ name, ...webhook })),
    region,
    account,
    clock: time,
    batchSize: trigger.kind === 'queue' ? trigger.batchSize : 1,
    bury(message) {
      buried += 1;
      log(`given up: ${JSON.stringify(message)}`);
    },
    log,
    ...(folder === undefined ? {} : { folder }),
    ...(looked.messages === undefined ? {} : { looked: looked.messages }),
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
