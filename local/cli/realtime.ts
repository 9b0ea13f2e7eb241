import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import colours from 'picocolors';
import { messageOf } from '../../core/message-of';
import { type FleetScript, listenFor } from '../realtime';
import { levels } from '../realtime/process/logger';
import { Standalone, type StandaloneSession } from '../realtime/standalone/standalone';

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    throw new InvalidArgumentError('a port is a whole number from 0 (any free one) to 65535');
  return value;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 200)
    throw new InvalidArgumentError('a whole number from 1 to 200');
  return value;
}

function property(
  text: string,
  before: ReadonlyArray<{ Key: string; Value: string }>,
): ReadonlyArray<{ Key: string; Value: string }> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('a game property is KEY=VALUE');
  return [...before, { Key: text.slice(0, at), Value: text.slice(at + 1) }];
}

const names = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** npm runs scripts in the project's folder, but paths are relative to the folder of the command. */
function fromHere(given: string): string {
  const typed = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), given);
  return fs.existsSync(typed) ? typed : path.resolve(given);
}

const command = new Command('realtime')
  .description('Hosts any Realtime script on one port of this machine, as GameLift would for its clients.')
  .requiredOption('--script <folder|zip>', "the script's folder, or the zip that would be uploaded")
  .requiredOption('--entry <file>', 'the file in it that exports ssExports, such as server.js')
  .option('--port <number>', 'TCP port; 0: any free one', port, 0)
  .option('--udp-port <number>', "UDP port; otherwise the TCP port's number", port)
  .option('--no-udp', 'no UDP: clients send everything over TCP')
  .option('--address <address>', 'address to listen on; 0.0.0.0 for all; otherwise 127.0.0.1')
  .option(
    '--advertise <address>',
    'address or name that players connect to, such as this machine in its network; it then listens on ' +
      'every address',
  )
  .option('--permissive', 'take any player session id, again and again', false)
  .option(
    '--player-sessions <ids>',
    'comma-separated player session ids to take; otherwise a list is made and printed',
    names,
  )
  .option(
    '--players <number>',
    'players of the game session, and how many player session ids are made',
    count,
    8,
  )
  .option(
    '--tls',
    'wss, with a certificate made now; the authority to trust is written beside the log',
    false,
  )
  .option('--dns-name <names>', 'comma-separated names for the certificate besides localhost', names)
  .option('--launch-parameters <text>', "as in the fleet's runtime configuration", '')
  .addOption(
    new Option('--logging-level <level>', 'short for loggingLevel:LEVEL in the launch parameters').choices(
      levels,
    ),
  )
  .option('--game-property <key=value>', 'a game property of the session; may be repeated', property, [])
  .option('--game-session-data <text>', 'GameSessionData of the session')
  .option('--matchmaker-data <file>', "file whose text is the session's MatchmakerData")
  .option('--logs <folder>', 'where session logs go; otherwise a folder for temporary files')
  .option('--node <binary>', 'the Node that runs the script, such as one of version 24 as on the service')
  .option('--json', 'one JSON line on stdout for each game session, the log on stderr', false)
  .addHelpText(
    'after',
    `
Each game session has a Node process of its own. When the script calls processEnding(), crashes or fails its
health checks, the session is over and a new one begins on the same port. Ctrl-C ends everything.

  npm run realtime -- --script ./my-server --entry server.js --port 3001 --permissive`,
  );

interface Options {
  readonly script: string;
  readonly entry: string;
  readonly port: number;
  readonly udpPort?: number;
  readonly udp: boolean;
  readonly address?: string;
  readonly advertise?: string;
  readonly permissive: boolean;
  readonly playerSessions?: string[];
  readonly players: number;
  readonly tls: boolean;
  readonly dnsName?: string[];
  readonly launchParameters: string;
  readonly loggingLevel?: string;
  readonly gameProperty: ReadonlyArray<{ Key: string; Value: string }>;
  readonly gameSessionData?: string;
  readonly matchmakerData?: string;
  readonly logs?: string;
  readonly node?: string;
  readonly json: boolean;
}

function readScript(options: Options): FleetScript {
  const given = fromHere(options.script);
  const stat = fs.statSync(given, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error(`--script ${options.script}: there is no such folder or file`);
  const launchParameters = [
    options.loggingLevel === undefined ? '' : `loggingLevel:${options.loggingLevel}`,
    options.launchParameters,
  ]
    .filter((part) => part !== '')
    .join(' ');
  const source: FleetScript['source'] = stat.isDirectory()
    ? { kind: 'folder', path: given }
    : { kind: 'zip', bytes: fs.readFileSync(given) };
  return { source, launchPath: options.entry, launchParameters };
}

type Say = (line: string) => void;

async function main(): Promise<void> {
  command.parse();
  const options = command.opts<Options>();
  const script = readScript(options);
  const logFolder =
    options.logs === undefined
      ? fs.mkdtempSync(path.join(os.tmpdir(), 'realtime-logs-'))
      : path.resolve(options.logs);
  const say: Say = (line) => {
    (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  };
  const host = new Standalone(settingsOf(options, script, logFolder), {
    session: (session) => announce(session, options, logFolder, say),
    ended: (end, detail) =>
      say(colours.yellow(`The game session has ended (${end}: ${detail}); a new one begins.`)),
    failed: (detail) => say(colours.red(`The script did not start: ${detail}`)),
    log: (line) => say(coloured(line)),
  });
  const end = endOnSignal(host, say);
  await host.over();
  end(1);
}

function settingsOf(
  options: Options,
  script: FleetScript,
  logFolder: string,
): ConstructorParameters<typeof Standalone>[0] {
  return {
    script,
    address: options.address ?? listenFor(options.advertise),
    advertise: options.advertise,
    port: options.port,
    udpPort: options.udpPort,
    udp: options.udp,
    tls: options.tls,
    dnsNames: options.dnsName ?? [],
    permissive: options.permissive,
    playerSessions: options.playerSessions ?? [],
    makePlayerSessions: options.players,
    gameProperties: options.gameProperty,
    gameSessionData: options.gameSessionData,
    maximumPlayers: options.players,
    logFolder,
    environment: {},
    nodeBinary: options.node,
    matchmakerData:
      options.matchmakerData === undefined
        ? undefined
        : fs.readFileSync(fromHere(options.matchmakerData), 'utf8'),
  };
}

/** Prints how to connect to a new game session. */
function announce(
  session: StandaloneSession,
  { json, permissive }: Options,
  logFolder: string,
  say: Say,
): void {
  const { certificateAuthority, ...shown } = session;
  const authority = certificateAuthority === undefined ? undefined : path.join(logFolder, 'authority.pem');
  if (certificateAuthority !== undefined && authority !== undefined)
    fs.writeFileSync(authority, certificateAuthority);
  if (json) {
    process.stdout.write(
      `${JSON.stringify({
        url: shown.url,
        address: shown.address,
        port: shown.port,
        udp: shown.udp,
        gameSessionId: shown.gameSessionId,
        permissive,
        playerSessions: shown.playerSessions,
        pid: shown.pid,
        logFile: shown.logFile,
        certificateAuthority: authority,
      })}\n`,
    );
    return;
  }
  say('');
  say(`${colours.bold('Game session')}     ${shown.gameSessionId}`);
  const udp = shown.udp ? '(UDP port: see the login result)' : '(no UDP)';
  say(`${colours.bold('Connect to')}       ${colours.cyan(shown.url)}  ${udp}`);
  if (authority !== undefined) say(`${colours.bold('Trust')}            ${authority}`);
  if (permissive) say(`${colours.bold('Player sessions')}  any id is taken (--permissive)`);
  else
    shown.playerSessions.forEach((id, index) =>
      say(`${colours.bold(index === 0 ? 'Player sessions' : '               ')}  ${id}`),
    );
  say(`${colours.bold('Log')}              ${shown.logFile}`);
  say(colours.dim('Ctrl-C ends it.'));
  say('');
}

/** A line of the session's log in the colour of its level. */
function coloured(line: string): string {
  if (/ \[(?:ERROR|FATAL|CXFATAL)\] /.test(line)) return colours.red(line);
  return / \[WARN\] /.test(line) ? colours.yellow(line) : line;
}

/** Signals end the host and then the process. @returns ends them with an exit code */
function endOnSignal(host: Standalone, say: Say): (code: number) => void {
  let ending = false;
  const end = (code: number): void => {
    if (ending) return;
    ending = true;
    void host.close().then(() => {
      say(
        code === 0
          ? 'Ended; every process of the script is gone.'
          : 'Nothing is hosted. Fix the problem above and start again.',
      );
      process.exitCode = code;
      process.exit();
    });
  };
  process.on('SIGINT', () => end(0));
  process.on('SIGTERM', () => end(0));
  process.on('SIGHUP', () => end(0));
  return end;
}

main().catch((error: unknown) => {
  process.stderr.write(`${colours.red(messageOf(error))}\n`);
  process.exit(2);
});
