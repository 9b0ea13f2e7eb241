import fs from 'node:fs';
import fsp from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { messageOf } from '../../../core/message-of';
import { type FleetHostOptions, type FleetScript } from '../hosting';
import { processProgram, startFile } from './process-program';
import { protoShims } from './proto-shims';

/** A deployed script: everything that a process needs to run it. */
export interface DeployedScript {
  readonly gameFolder: string;
  readonly metadataFolder: string;
  /** Absolute. */
  readonly scriptFile: string;
  readonly launchParameters: string;
  /** The file that starts the program which hosts it; in src/ beside the game's folder, as on a fleet. */
  readonly program: string;
  /** Remarks for the developer, such as an install.sh that is not run. */
  readonly notes: readonly string[];
}

/** A script that cannot be hosted; the message says what to change in it. */
export class ScriptRefused extends Error {
  override readonly name = 'ScriptRefused';
}

/** Limits in bytes and files after unpacking: a zip bomb must not fill the disk. */
const maxScriptBytes = 512 * 1024 * 1024;
const maxFiles = 50_000;

/**
 * The path of a zip's entry inside the game's folder.
 * @throws ScriptRefused when it would be outside of the folder
 */
export function entryPath(name: string): string {
  const plain = name.replaceAll('\\', '/');
  const segments = plain.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (plain.startsWith('/') || /^[a-zA-Z]:/.test(plain) || segments.includes('..') || plain.includes('\0')) {
    throw new ScriptRefused(`the zip's entry ${JSON.stringify(name)} leaves the script's folder`);
  }
  return segments.join('/');
}

async function unpack(bytes: Uint8Array, folder: string): Promise<void> {
  let size = 0;
  let count = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter: (file) => {
        entryPath(file.name); // all names are checked before a byte is written
        size += file.originalSize;
        count += 1;
        if (size > maxScriptBytes)
          throw new ScriptRefused(`the zip unpacks to more than ${maxScriptBytes} bytes`);
        if (count > maxFiles) throw new ScriptRefused(`the zip has more than ${maxFiles} files`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof ScriptRefused) throw error;
    throw new ScriptRefused(`the script's zip is not readable: ${messageOf(error)}`);
  }
  for (const [name, content] of Object.entries(files)) {
    const target = path.join(folder, entryPath(name));
    if (name.endsWith('/')) {
      await fsp.mkdir(target, { recursive: true });
      continue;
    }
    await fsp.mkdir(path.dirname(target), { recursive: true });
    await fsp.writeFile(target, content);
  }
}

/** The script's file, from a launch path of a fleet (`/local/game/server.js`) or a plain name. */
async function findEntry(gameFolder: string, launchPath: string): Promise<string> {
  const relative = launchPath.replaceAll('\\', '/').replace(/^\/local\/game\//, '');
  if (relative === '' || path.posix.isAbsolute(relative) || relative.split('/').includes('..')) {
    throw new ScriptRefused(`the launch path ${JSON.stringify(launchPath)} is not in /local/game/`);
  }
  const file = path.join(gameFolder, relative);
  if (fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true) return file;
  const there = (await fsp.readdir(gameFolder)).sort().slice(0, 20);
  throw new ScriptRefused(
    `the launch path names ${relative}, which the script does not have; at its top are: ` +
      `${there.join(', ') || 'no files'}`,
  );
}

/**
 * Deploys a script into `root`, which must not exist: game/, src/ and gamemetadata/ in it.
 * @throws ScriptRefused naming the problem of the script
 */
export async function deployScript(
  root: string,
  script: FleetScript,
  options: FleetHostOptions,
): Promise<DeployedScript> {
  const gameFolder = path.join(root, 'game');
  const metadataFolder = path.join(root, 'gamemetadata');
  const proto = path.join(root, 'src', 'proto');
  for (const folder of [gameFolder, metadataFolder, proto]) await fsp.mkdir(folder, { recursive: true });
  if (script.source.kind === 'zip') {
    await unpack(script.source.bytes, gameFolder);
  } else {
    // A copy, so that sessions keep their script while a developer edits it.
    const { path: from } = script.source;
    const stat = fs.statSync(from, { throwIfNoEntry: false });
    if (stat?.isDirectory() !== true) throw new ScriptRefused(`${from} is not a folder`);
    await fsp.cp(from, gameFolder, {
      recursive: true,
      dereference: true,
      filter: (source) => path.basename(source) !== '.git',
    });
  }
  const scriptFile = await findEntry(gameFolder, script.launchPath);
  const src = path.join(root, 'src');
  for (const [name, text] of Object.entries(processProgram()))
    await fsp.writeFile(path.join(src, name), text);
  for (const [name, text] of protoShims()) await fsp.writeFile(path.join(proto, name), text);
  // A package.json in a parent folder must not turn them into ES modules.
  await fsp.writeFile(path.join(root, 'package.json'), '{"type":"commonjs"}\n');
  const metadata = {
    buildArn: '',
    buildId: '',
    fleetArn: options.fleetArn,
    fleetDescription: '',
    fleetId: options.fleetId,
    fleetName: options.fleetName,
    fleetType: 'ON_DEMAND',
    instanceRoleArn: '',
    instanceType: 'local',
    serverLaunchPath: script.launchPath,
  };
  await fsp.writeFile(
    path.join(metadataFolder, 'gamelift-metadata.json'),
    `${JSON.stringify(metadata, undefined, 2)}\n`,
  );
  const notes = fs.existsSync(path.join(gameFolder, 'install.sh'))
    ? ['the script has an install.sh, which is not run here: it is made for the machines of a fleet']
    : [];
  return {
    gameFolder,
    metadataFolder,
    scriptFile,
    launchParameters: script.launchParameters,
    program: path.join(src, startFile),
    notes,
  };
}
