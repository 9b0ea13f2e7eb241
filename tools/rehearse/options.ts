import { type Backend } from '../../definition';
import { type ProviderMirror } from '../terraform/terraform';
import { type Emulator } from './emulator';

export interface RehearsalOptions {
  readonly root: string;
  readonly backend: Backend;
  /** Scratch folder. */
  readonly folder: string;
  readonly environment: string;
  readonly mirror: ProviderMirror | undefined;
  readonly emulator: Emulator | undefined;
  readonly game: string;
  /** Folder for the plans in the form of `terraform show -json`; absent: they are not kept. */
  readonly keepPlans?: string;
  /** File for the provider's calls as IAM requests; absent: they are not kept. */
  readonly keepCalls?: string;
  /** False: a match is played on the applied stacks, which are then destroyed without a change. */
  readonly changes: boolean;
}
