import { list } from './comparison';
import { type LoudChange } from './dangers';
import { kindOf, type Plan, type ResourceChange, unknownUntilApply } from './plan';

/** What makes a new resource dangerous beside the other resources of its plan. */
export function newDangers(plan: Plan): readonly LoudChange[] {
  const there = plan.resource_changes.filter(({ mode, change }) => mode === 'managed' && change.after);
  return there
    .filter((one) => kindOf(one) === 'created')
    .flatMap((one) =>
      [...recordDangers(one, there), ...tableDangers(one, there)].map((why) => ({
        address: one.address,
        why,
      })),
    );
}

const valueOf = ({ change }: ResourceChange, name: string): unknown => change.after?.[name];

/** The names that the API and the page of the environment have. */
function namesIn(there: readonly ResourceChange[]): ReadonlySet<string> {
  return new Set(
    there.flatMap((one) => {
      if (one.type === 'aws_cloudfront_distribution') return list(valueOf(one, 'aliases'));
      const named = one.type === 'aws_apigatewayv2_domain_name' || one.type === 'aws_acm_certificate';
      return named ? [String(valueOf(one, 'domain_name'))] : [];
    }),
  );
}

/** The record that proves a certificate has a name of ACM's, and a value that only ACM knows. */
function recordDangers(record: ResourceChange, there: readonly ResourceChange[]): readonly string[] {
  const name = String(valueOf(record, 'name'));
  if (record.type !== 'aws_route53_record' || unknownUntilApply(record, 'name') || name.startsWith('_'))
    return [];
  const values = list(valueOf(record, 'records'));
  return [
    ...(namesIn(there).has(name.replace(/\.$/, ''))
      ? []
      : [`a new record is for ${name}, which the API and the page do not have`]),
    ...(values.length === 0
      ? []
      : [`a new record leads to ${values.join(', ')}, and to nothing of the stack`]),
  ];
}

/** An environment protects all of its tables, or none (data.deletionProtection). */
function tableDangers(table: ResourceChange, there: readonly ResourceChange[]): readonly string[] {
  const isProtected = (one: ResourceChange): boolean => valueOf(one, 'deletion_protection_enabled') === true;
  const tables = there.filter(({ type }) => type === 'aws_dynamodb_table');
  return table.type === 'aws_dynamodb_table' && !isProtected(table) && tables.some(isProtected)
    ? ['a new table has no deletion protection, which other tables of the stack have']
    : [];
}
