import { blocks, first, list, same } from './comparison';
import { type LoudChange } from './loud-change';
import { callerDangers, valueOf } from './new-callers';
import { changeKindOf, type Plan, type PlannedChange, unknownUntilApply } from './plan';
import { isInPlace } from './stack-in-place';

/** The dangers of a new resource beside the other resources of its plan. */
export function newDangers(plan: Plan): readonly LoudChange[] {
  const there = plan.resource_changes.filter(({ mode, change }) => mode === 'managed' && change.after);
  const inPlace = isInPlace(plan);
  return there
    .filter((one) => changeKindOf(one) === 'created')
    .flatMap((one) =>
      [
        ...recordDangers(one, there),
        ...certificateDangers(one, there),
        ...originDangers(one, there),
        ...tableDangers(one, there, inPlace),
        ...alarmDangers(one, there),
        ...roleDangers(one, there),
        ...(inPlace ? callerDangers(one, there) : []),
      ].map((why) => ({ address: one.address, why })),
    );
}

const bare = (name: unknown): string => String(name).replace(/\.$/, '').toLowerCase();

/** The names that the API and the page of the environment have. */
function namesIn(there: readonly PlannedChange[]): ReadonlySet<string> {
  return new Set(
    there.flatMap((one) => {
      if (one.type === 'aws_cloudfront_distribution') return list(valueOf(one, 'aliases')).map(bare);
      return one.type === 'aws_apigatewayv2_domain_name' ? [bare(valueOf(one, 'domain_name'))] : [];
    }),
  );
}

/** The names under which AWS serves the API and the page: what their records lead to. */
function targetsIn(there: readonly PlannedChange[]): ReadonlySet<string> {
  return new Set(
    there.flatMap((one) => {
      if (one.type === 'aws_cloudfront_distribution') return [bare(valueOf(one, 'domain_name'))];
      return one.type === 'aws_apigatewayv2_domain_name'
        ? blocks(valueOf(one, 'domain_name_configuration')).map((served) =>
            bare(served['target_domain_name']),
          )
        : [];
    }),
  );
}

/** A record by which ACM sees that a name is the account's: its name and value are ACM's own. */
const provesCertificate = (record: PlannedChange, values: readonly string[]): boolean =>
  (same(valueOf(record, 'type'), 'CNAME') || unknownUntilApply(record, 'type')) &&
  values.every((value) => /(^|\.)acm-validations\.aws$/.test(bare(value)));

function recordDangers(record: PlannedChange, there: readonly PlannedChange[]): readonly string[] {
  if (record.type !== 'aws_route53_record') return [];
  const values = list(valueOf(record, 'records'));
  const isProof = provesCertificate(record, values);
  const name = String(valueOf(record, 'name'));
  const isNamed = !unknownUntilApply(record, 'name');
  const isOurs = (isProof && name.startsWith('_')) || namesIn(there).has(bare(name));
  const places = blocks(valueOf(record, 'alias')).flatMap((alias) =>
    same(alias['name'], undefined) ? [] : [bare(alias['name'])],
  );
  const strange = [...(isProof ? [] : values), ...places.filter((place) => !targetsIn(there).has(place))];
  return [
    ...(isNamed && !isOurs ? [`a new record is for ${name}, which the API and the page do not have`] : []),
    ...(strange.length === 0
      ? []
      : [`a new record leads to ${strange.join(', ')}, and to nothing of the stack`]),
  ];
}

/** Who has a certificate for a name can serve it; those of the stacks are for one name each. */
function certificateDangers(one: PlannedChange, there: readonly PlannedChange[]): readonly string[] {
  if (one.type !== 'aws_acm_certificate') return [];
  const names = [String(valueOf(one, 'domain_name')), ...list(valueOf(one, 'subject_alternative_names'))];
  const strange = [...new Set(names)].filter(
    (name) => name !== 'undefined' && !namesIn(there).has(bare(name)),
  );
  return strange.length === 0
    ? []
    : [`a new certificate is for ${strange.join(', ')}, which the API and the page do not have`];
}

/** The bucket of a page is one of its stack: another one's owner decides what players are served. */
function originDangers(one: PlannedChange, there: readonly PlannedChange[]): readonly string[] {
  if (one.type !== 'aws_cloudfront_distribution') return [];
  const buckets = there
    .filter(({ type }) => type === 'aws_s3_bucket')
    .map((bucket) => String(valueOf(bucket, 'bucket')));
  return blocks(valueOf(one, 'origin')).flatMap(({ domain_name: domain }) => {
    const [, bucket] = /^(.+)\.s3\.[a-z0-9-]+\.amazonaws\.com$/.exec(String(domain)) ?? [];
    return bucket === undefined || buckets.includes(bucket)
      ? []
      : [`the page comes from the bucket ${bucket}, which is not of the stack`];
  });
}

/**
 * An environment protects all of its tables, or none (data.deletionProtection). Tables of a first plan that
 * can be built again have no point-in-time recovery.
 */
function tableDangers(
  table: PlannedChange,
  there: readonly PlannedChange[],
  inPlace: boolean,
): readonly string[] {
  if (table.type !== 'aws_dynamodb_table') return [];
  const tables = there.filter(({ type }) => type === 'aws_dynamodb_table');
  const isProtected = (one: PlannedChange): boolean => valueOf(one, 'deletion_protection_enabled') === true;
  const isRecovered = (one: PlannedChange): boolean =>
    first(valueOf(one, 'point_in_time_recovery'))['enabled'] === true;
  return [
    ...(!isProtected(table) && tables.some(isProtected)
      ? ['a new table has no deletion protection, which other tables of the stack have']
      : []),
    ...(inPlace && !isRecovered(table) && tables.some(isRecovered)
      ? ['a new table has no point-in-time recovery, which other tables of the stack have']
      : []),
  ];
}

/** An environment with a reader of alarms has one for all of them. */
function alarmDangers(alarm: PlannedChange, there: readonly PlannedChange[]): readonly string[] {
  if (alarm.type !== 'aws_cloudwatch_metric_alarm') return [];
  const isSilent = (one: PlannedChange): boolean =>
    !unknownUntilApply(one, 'alarm_actions') && list(valueOf(one, 'alarm_actions')).length === 0;
  const isRead = there.some(
    (one) => one.type === 'aws_sns_topic' || (one.type === 'aws_cloudwatch_metric_alarm' && !isSilent(one)),
  );
  return isSilent(alarm) && isRead ? ['the new alarm reaches no address: it has no alarm_actions'] : [];
}

/** A function's role is made beside it, so a new one has an ARN that is known only after the apply. */
function roleDangers(one: PlannedChange, there: readonly PlannedChange[]): readonly string[] {
  if (one.type !== 'aws_lambda_function') return [];
  const role = valueOf(one, 'role');
  const isOurs = there.some((other) => other.type === 'aws_iam_role' && same(valueOf(other, 'arn'), role));
  return same(role, undefined) || isOurs
    ? []
    : [`a new function runs with the rights of ${String(role)}, which is not a role of the stack`];
}
