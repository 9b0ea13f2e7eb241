import { type OpenQuestions } from '../../flexmatch';
import { type ScriptSaid } from '../realtime/hosting';
import { type LocalTime } from '../time/local-time';
import { type ResourceType } from './cloudformation/stack';
import { type Stacks } from './cloudformation/stacks';
import { type HostingMode } from './context';
import { type EventSink } from './events/delivery';
import { type DeliveryFault } from './events/delivery-faults';
import { type EventSwitches } from './events/switches';
import { type ControlPlaneSettings } from './fleets/settings';
import { type Insight } from './local-api/insight';
import { type LookedJournal } from './state/looked-journal';
import { type TaskClock } from './task-clock';

/** The options of a local GameLift; all have defaults. */
export interface LocalGameLiftOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Default us-west-2. */
  readonly region?: string;
  /** Twelve digits. Default 111122223333. */
  readonly account?: string;
  /** A folder that keeps everything; absent: everything ends with the process. */
  readonly dataFolder?: string;
  /** The state in that folder, read by a look for damage; absent: it is read when it is opened. */
  readonly looked?: LookedJournal;
  /**
   * Default `real`. A virtual clock starts at 2026-01-01T00:00:00Z and is advanced by POST /_local/clock;
   * with a data folder it continues where it stood.
   */
  readonly clock?: 'real' | 'virtual';
  /** The clock that a real clock follows; absent: the time of the machine. */
  readonly time?: LocalTime;
  /** Default `local`. */
  readonly hosting?: HostingMode;
  /** Resource types of other services that templates may contain, besides GameLift's own. */
  readonly cloudFormationTypes?: readonly ResourceType[];
  /** Receives every event, and once more for the topic that a configuration or a queue names. */
  readonly eventSink?: EventSink;
  /** Deliberate faults of event delivery. */
  readonly eventDelivery?: readonly DeliveryFault[];
  /** Added to the environment of every script process. */
  readonly fleetEnvironment?: Readonly<Record<string, string>>;
  /**
   * The address that script processes listen on. Default: 127.0.0.1; with `advertise`, every address.
   */
  readonly address?: string;
  /**
   * The address or name that players receive in sessions, placements, tickets and events. Default: where the
   * processes listen; when that is every address, this machine's own in its network.
   */
  readonly advertise?: string;
  /** The pace of fleets and scaling, and the S3 endpoint; each has a default. */
  readonly controlPlane?: Partial<ControlPlaneSettings>;
  /** How FlexMatch interprets what its documents leave open. */
  readonly openQuestions?: OpenQuestions;
  /** Makes ids, batches and delivery faults repeatable. */
  readonly seed?: number;
  /** Receives log lines. */
  readonly log?: (line: string) => void;
  /** Hears what a user should change. Default: `log`. */
  readonly warn?: (line: string) => void;
  /** Hears what scripts say that their developer should read at once. */
  readonly said?: (said: ScriptSaid) => void;
}

/** A running GameLift on this machine. */
export interface LocalGameLift {
  readonly url: string;
  readonly port: number;
  readonly region: string;
  readonly account: string;
  /** The clock that everything runs on; a virtual one can be advanced here as well as over HTTP. */
  readonly clock: TaskClock;
  /** CloudFormation's stacks, as over HTTP. */
  readonly stacks: Stacks;
  /** Controls of event delivery, which can be changed at any time. */
  readonly events: EventSwitches;
  /** Its contents, for the console. */
  readonly insight: Insight;
  /** Ends every script process and flushes the state. */
  close(): Promise<void>;
}
