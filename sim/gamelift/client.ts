import { GameLiftClient, GameLiftServiceException } from '@aws-sdk/client-gamelift';
import { fieldsOf } from '../../core/fields-of';
import { GameLiftFault } from '../../local/gamelift/faults';
import { type Common, type Host } from '../host';
import { type GameLift } from './service';

/** The only real client: it provides the type and the configuration for the others, and sends nothing. */
const base = new GameLiftClient({
  region: 'us-west-2',
  credentials: { accessKeyId: 'sim', secretAccessKey: 'sim' },
});

/** The SDK's default. */
const attempts = 3;
const gameLiftFaults = {
  requestLost: 'gamelift-request-lost',
  answerLost: 'gamelift-answer-lost',
  timeoutMs: 5000,
} as const;

/** The GameLift client of one process, as its deployed code uses it, retries of the SDK included. */
export function gameLiftClient(
  host: Host,
  gamelift: GameLift,
  { faults, chance }: Common,
  allowed: (action: string) => void,
  asked: (action: string, input: object) => void,
): GameLiftClient {
  async function send(command: object): Promise<object> {
    const action = command.constructor.name.replace(/Command$/, '');
    const input: unknown = Reflect.get(command, 'input');
    if (typeof input !== 'object' || input === null) throw new TypeError(`${action} has no input`);
    allowed(action);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await host.ask('gamelift', action, gameLiftFaults, async () => {
          if (faults.happens('gamelift-throttled', `${host.name} gamelift`))
            throw exception('ThrottlingException');
          asked(action, input);
          try {
            // As on the wire: undefined members are omitted.
            return await gamelift.call(action, fieldsOf(JSON.parse(JSON.stringify(input))));
          } catch (error) {
            throw error instanceof GameLiftFault ? exception(error.code, error.message) : error;
          }
        });
      } catch (error) {
        if (attempt === attempts || !isTransient(error)) throw error;
      }
      await host.pause(1 + Math.floor(chance.next(`${host.name} backoff`) * 100 * 2 ** (attempt - 1)));
    }
  }
  return new Proxy(base, {
    get(target, name, receiver) {
      const member: unknown = name === 'send' ? send : Reflect.get(target, name, receiver);
      return member;
    },
  });
}

const isTransient = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'ThrottlingException');

function exception(name: string, message = 'Rate exceeded'): GameLiftServiceException {
  return new GameLiftServiceException({
    name,
    message,
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
}
