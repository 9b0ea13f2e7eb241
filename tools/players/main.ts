/** `npm run players -- ban|unban|show|export|delete PLAYER`: an operator's actions on players. */
import os from 'node:os';
import pc from 'picocolors';
import { messageOf } from '../../core/message-of';
import { laptopName } from '../../definition/define-backend';
import { environmentNames, environmentOf, laptopOf } from '../../definition/environments';
import backend from '../../game';
import { NothingDone, playersProgram } from './program';
import { openTables } from './tables';

function namedConfig(environment: string) {
  return environment === laptopName ? laptopOf(backend) : environmentOf(backend, environment);
}

const program = playersProgram({
  open(environment, given) {
    const dynamodb = given.dynamodb ?? process.env['AWS_ENDPOINT_URL_DYNAMODB'];
    const gamelift = given.gamelift ?? process.env['AWS_ENDPOINT_URL_GAMELIFT'];
    if (environment === laptopName && dynamodb === undefined)
      throw new NothingDone(
        'where is the DynamoDB of npm start? Give --dynamodb URL, as npm start prints it; or --env ' +
          'for the cloud',
      );
    return openTables(
      namedConfig(environment),
      {
        ...(dynamodb === undefined ? {} : { dynamodb }),
        ...(gamelift === undefined ? {} : { gamelift }),
      },
      Date.now,
    );
  },
  name: os.userInfo().username,
  environments: [laptopName, ...environmentNames(backend)],
  say: (line) => void process.stdout.write(`${line}\n`),
  now: Date.now,
});

program.parseAsync().catch((error: unknown) => {
  const text = messageOf(error);
  process.stderr.write(`${pc.red('players:')} ${text}\n`);
  process.exitCode = error instanceof NothingDone ? 1 : 2;
});
