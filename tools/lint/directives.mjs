/** A comment that switches rules off or sets them, up to the reason behind `--`. */
const directive = /^\s*(eslint-disable(?:-next-line|-line)?)(?![\w-])([^]*?)(?:--|$)/;

/** A place before the comment: the comment silences every report from its own place on. */
const before = ({ loc }) => ({ start: { line: loc.start.line, column: -1 }, end: loc.end });

/**
 * A lint rule: a comment that switches lint off names the rules that it means. Without names it silences
 * every rule, also those of faults that are added later.
 */
export const directives = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const [, name, rules] = directive.exec(comment.value) ?? [];
          if (name !== undefined && rules.trim() === '')
            context.report({ loc: before(comment), message: `${name} must name the rules it switches off.` });
        }
      },
    };
  },
};
