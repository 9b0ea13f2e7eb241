import fs from 'node:fs';
import path from 'node:path';

/** A room whose tests are measured by mutants. */
export interface MutatedRoom {
  /** Least share of its mutants that tests must notice, in percent. */
  readonly threshold: number;
  /**
   * Suites that are tried on its mutants: files, or folders that end with a slash. None of them may start a
   * process, which would run code without mutants. Loopback sockets stay inside: the embedded DynamoDB
   * answers in the same process.
   */
  readonly suites: readonly string[];
  /** Suites of those folders that do start one. */
  readonly without: readonly string[];
}

const worlds = ['__tests__/sim/corpus.test.ts', '__tests__/sim/days.test.ts', '__tests__/sim/replay.test.ts'];

export const rooms = {
  core: {
    threshold: 90,
    suites: ['__tests__/core/', '__tests__/contract/', '__tests__/definition/', '__tests__/testing/'],
    without: [],
  },
  'realtime-server': {
    threshold: 90,
    suites: ['__tests__/realtime-server/', ...worlds],
    without: ['__tests__/realtime-server/busy-process.test.ts', '__tests__/realtime-server/hosted.test.ts'],
  },
  store: {
    threshold: 80,
    suites: ['__tests__/store/', ...worlds],
    without: [],
  },
  functions: {
    threshold: 80,
    suites: ['__tests__/functions/', ...worlds],
    without: [],
  },
} satisfies Readonly<Record<string, MutatedRoom>>;

export type RoomName = keyof typeof rooms;
export const roomNames = Object.keys(rooms).filter(isRoomName);

export function isRoomName(name: string): name is RoomName {
  return Object.hasOwn(rooms, name);
}

/** The room of a file such as `core/ids.ts`, or undefined when no mutants are made of it. */
export function roomOf(file: string): RoomName | undefined {
  const folder = file.slice(0, file.indexOf('/'));
  return isRoomName(folder) && file.endsWith('.ts') ? folder : undefined;
}

/** Sources of a room, relative to the project's folder with slashes, in order. */
export function sourcesOf(root: string, room: RoomName): readonly string[] {
  return fs
    .readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
    .map((file) => `${room}/${file.split(path.sep).join('/')}`)
    .filter((file) => roomOf(file) === room)
    .sort();
}
