import { type Fields } from './fields';
import { type RuleContext } from './parse-values';
import { nearest } from './problems';
import { type Rule } from './rule-set';
import { parseStatement, statementRules } from './statement';

/** Reads a compound rule; undefined when it has an error. */
export function parseCompound(fields: Fields, name: string, context: RuleContext): Rule | undefined {
  const text = fields.text('statement', true, 'a statement over earlier rules, such as "or(and(A, B), C)"');
  if (text === undefined) return undefined;
  const parsed = parseStatement(text);
  if ('problem' in parsed)
    return context.findings.error(fields.at('statement'), 'bad-statement', parsed.problem);
  for (const used of new Set(statementRules(parsed.node))) {
    const rule = context.earlier.find((earlier) => earlier.name === used);
    if (rule === undefined) {
      // The error of the earlier rule has been reported already.
      const index = context.allNames.indexOf(used);
      const own = context.allNames.indexOf(name);
      if (index !== -1 && index < own) continue;
      const near =
        context.findings.errors.length > 20
          ? undefined
          : nearest(
              used,
              context.earlier.map((earlier) => earlier.name),
            );
      context.findings.error(
        fields.at('statement'),
        'unknown-name',
        index !== -1
          ? `the rule "${used}" stands later in the rule set: move it before "${name}"`
          : `no rule is named "${used}"${near === undefined ? '' : `: did you mean "${near}"?`}`,
      );
    } else if (
      rule.type === 'batchDistance' ||
      rule.type === 'absoluteSort' ||
      rule.type === 'distanceSort'
    ) {
      context.findings.error(
        fields.at('statement'),
        'bad-statement',
        `"${used}" is a rule of type ${rule.type}, which a compound rule cannot use: use comparison, ` +
          'distance, collection or latency rules',
      );
    }
  }
  return { type: 'compound', name, statement: parsed.node, text };
}
