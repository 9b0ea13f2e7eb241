import prettier from 'prettier';

/**
 * A text as the formatter lays it out, so that a file that a command writes passes lint.
 * @param file its path: the kind of text and the configuration follow from it
 */
export async function format(file: string, text: string): Promise<string> {
  const config = await prettier.resolveConfig(file);
  return prettier.format(text, { ...config, filepath: file });
}
