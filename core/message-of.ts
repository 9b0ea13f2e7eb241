/**
 * The text of a thrown value, never empty: an error's message, without its stack; the error's name when it
 * has no message.
 */
export function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (text !== '') return text;
  return thrown instanceof Error ? `${thrown.name} without a message` : 'an empty text';
}

/** The message of the innermost cause of what was thrown. */
export function rootMessageOf(thrown: unknown): string {
  let root: unknown = thrown;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  return messageOf(root);
}
