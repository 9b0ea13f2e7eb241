import { fieldsOf } from '../../core/fields-of';
import { type TimeShift } from '../time/local-time';
import { type HostedGameSession, type Said } from './hosting';
import { type HostLimits } from './limits';

/** The start data of a script process. */
export interface ProcessStart {
  readonly processId: string;
  /** The folder that scripts know as /local/game. */
  readonly gameFolder: string;
  /** The folder that scripts know as /local/gamemetadata. */
  readonly metadataFolder: string;
  /** The script's file, absolute. */
  readonly scriptFile: string;
  readonly launchParameters: string;
  /** Address to bind; undefined binds every address. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
  /** undefined: no UDP; 0: the number of the TCP port where it is free. */
  readonly udpPort?: number;
  /** PEM. */
  readonly tls?: { readonly key: string; readonly certificate: string; readonly authority: string };
  readonly limits: HostLimits;
  /** Milliseconds. */
  readonly loginTimeoutMs: number;
  /** File of certificate authorities to trust besides Node's own. */
  readonly trustedAuthorities?: string;
  /** The script goes by a time that can be stopped and put forward. */
  readonly time?: TimeShift;
}

/** From the fleet to a script process, as JSON over Node's IPC channel. */
export type ToProcess =
  | { readonly kind: 'start'; readonly start: ProcessStart }
  | {
      readonly kind: 'game-session';
      readonly session: HostedGameSession;
      /** The match of the session, where its data names one. */
      readonly matchId?: string;
    }
  | { readonly kind: 'health'; readonly check: number }
  | { readonly kind: 'time'; readonly shift: TimeShift }
  /** `grace`: time limit in milliseconds of a promise of onProcessTerminate. */
  | { readonly kind: 'terminate'; readonly grace: number }
  | {
      readonly kind: 'answer';
      readonly question: number;
      readonly granted: boolean;
      readonly reason: string;
    };

/** From a script process to its fleet. */
export type FromProcess =
  | {
      readonly kind: 'ready';
      readonly port: number;
      readonly udpPort: number;
      readonly residentBytes: number;
    }
  /** The script could not be loaded, or its onProcessStarted did not return true. */
  | { readonly kind: 'failed'; readonly detail: string }
  | { readonly kind: 'activated' }
  | { readonly kind: 'activation-failed'; readonly detail: string }
  | {
      readonly kind: 'health';
      readonly check: number;
      readonly healthy: boolean;
      readonly residentBytes: number;
      /** Share of the time since the last answer in which its thread was busy. */
      readonly busyShare: number;
    }
  | { readonly kind: 'ending' }
  | { readonly kind: 'players'; readonly count: number }
  | {
      readonly kind: 'ask';
      readonly question: number;
      readonly about: 'check' | 'accept';
      readonly playerSessionId: string;
    }
  | { readonly kind: 'remove'; readonly playerSessionId: string }
  /** The script has written to its console, or to its log at level error or above. */
  | { readonly kind: 'said'; readonly said: Said };

type Fields = Readonly<Record<string, unknown>>;
type Checks<Message extends { readonly kind: string }> = Readonly<
  Record<Message['kind'], (fields: Fields) => boolean>
>;

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';

const fromProcess: Checks<FromProcess> = {
  ready: ({ port, udpPort, residentBytes }) => [port, udpPort, residentBytes].every(isNumber),
  failed: ({ detail }) => isText(detail),
  activated: () => true,
  'activation-failed': ({ detail }) => isText(detail),
  health: ({ check, healthy, residentBytes, busyShare }) =>
    [check, residentBytes, busyShare].every(isNumber) && typeof healthy === 'boolean',
  ending: () => true,
  players: ({ count }) => isNumber(count),
  ask: ({ question, about, playerSessionId }) =>
    isNumber(question) && (about === 'check' || about === 'accept') && isText(playerSessionId),
  remove: ({ playerSessionId }) => isText(playerSessionId),
  said({ said }) {
    const { by, text } = fieldsOf(said);
    return (by === 'console' || by === 'error') && isText(text);
  },
};

function isStart(start: unknown): boolean {
  const { processId, gameFolder, metadataFolder, scriptFile, launchParameters, ...others } = fieldsOf(start);
  return (
    [processId, gameFolder, metadataFolder, scriptFile, launchParameters].every(isText) &&
    [others['port'], others['loginTimeoutMs'], ...Object.values(fieldsOf(others['limits']))].every(isNumber)
  );
}

function isSession(session: unknown): boolean {
  const { GameSessionId, FleetId, IpAddress, MaximumPlayerSessionCount, GameProperties } = fieldsOf(session);
  return (
    [GameSessionId, FleetId, IpAddress].every(isText) &&
    isNumber(MaximumPlayerSessionCount) &&
    Array.isArray(GameProperties)
  );
}

function isShift(shift: unknown): boolean {
  const { aheadMs, stoppedAt } = fieldsOf(shift);
  return isNumber(aheadMs) && (stoppedAt === null || isNumber(stoppedAt));
}

const toProcess: Checks<ToProcess> = {
  start: ({ start }) => isStart(start),
  'game-session': ({ session }) => isSession(session),
  health: ({ check }) => isNumber(check),
  time: ({ shift }) => isShift(shift),
  terminate: ({ grace }) => isNumber(grace),
  answer: ({ question, granted, reason }) =>
    isNumber(question) && typeof granted === 'boolean' && isText(reason),
};

function holds(checks: Readonly<Record<string, (fields: Fields) => boolean>>, message: unknown): boolean {
  const fields = fieldsOf(message);
  const { kind } = fields;
  return typeof kind === 'string' && Object.hasOwn(checks, kind) && checks[kind]?.(fields) === true;
}

/** Whether a message of a script process belongs to this protocol; Node's own and a script's are ignored. */
export const isFromProcess = (message: unknown): message is FromProcess => holds(fromProcess, message);

export const isToProcess = (message: unknown): message is ToProcess => holds(toProcess, message);
