import { type Backend } from '../../definition';
import { type DeliveryFault } from '../gamelift';
import { type ScriptSaid } from '../realtime/hosting';
import { type LaptopShape } from './shape';

/** The options of a whole stack on this machine. */
export interface StackOptions {
  /** Port of the REST API and the pages; 0: any free port. */
  readonly port: number;
  /** Listening address of every server; also the address in tickets. */
  readonly host: string;
  /** Folder for all data; absent: memory. */
  readonly dataFolder?: string;
  readonly backend: Backend;
  /** The shape of an environment (shape.ts). */
  readonly shape: LaptopShape;
  /** Deliberate faults of event delivery. */
  readonly events: readonly DeliveryFault[];
  /** Receives progress lines for the terminal. */
  readonly progress: (line: string) => void;
  /** Receives output of scripts that their developer should see at once. */
  readonly said?: (said: ScriptSaid) => void;
  /** When aborted, started parts are stopped, and then startStack rejects. No effect after the start. */
  readonly interrupted?: AbortSignal;
}

/** For services that need signed requests but do not check the signature. */
export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' };
