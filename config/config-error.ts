import { messageOf } from '../core/message-of';
import { type RefusedSetting, settingLine } from './setting-line';

/**
 * A configuration that cannot be deployed; the message is one line that names the file, the place and the
 * fix.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  /** Not a property that Node prints with an uncaught error: a value may be a secret. */
  readonly #setting: RefusedSetting | undefined;

  /** @param setting what the message begins with: its file and place */
  constructor(message: string, setting?: RefusedSetting) {
    super(message);
    this.#setting = setting;
  }

  /** The message, with the line to edit where it is known. @param root the project's folder */
  withLine(root: string): string {
    const line = this.#setting === undefined ? undefined : settingLine(root, this.#setting);
    return line === undefined ? this.message : `${line}${this.message.slice(this.#setting?.file.length)}`;
  }
}

/**
 * The message of an error, with the line to edit where it is a setting's.
 * @param root the project's folder
 */
export function withLine(root: string, error: unknown): string {
  return error instanceof ConfigError ? error.withLine(root) : messageOf(error);
}
