import { messageOf } from '../core/message-of';
import { type RefusedSetting, settingLine } from './setting-line';

/**
 * A configuration that cannot be deployed; the message is one line that names the file, the place and the
 * fix.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  /** @param setting what the message begins with: its file and place */
  constructor(
    message: string,
    readonly setting?: RefusedSetting,
  ) {
    super(message);
  }
}

/**
 * What an error says, with the line to edit where it is a setting's.
 * @param root the project's folder
 */
export function withLine(root: string, error: unknown): string {
  const said = messageOf(error);
  if (!(error instanceof ConfigError) || error.setting === undefined) return said;
  const line = settingLine(root, error.setting);
  return line === undefined ? said : said.replace(error.setting.file, line);
}
