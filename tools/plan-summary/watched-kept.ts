import { blocks, differing, first, list, same, type PlanValues } from './comparison';
import { always, isDigested, ofBuild, routine, shortened, turnedOff, type WatchedType } from './watched-type';

/** Types that keep data: tables, buckets, objects, log lines. */
export const keptTypes: Readonly<Record<string, WatchedType>> = {
  aws_cloudwatch_log_group: {
    lost: 'its lines are lost',
    holds: 'the lines',
    harmless: { 'it is how a deletion of the group proceeds, which has its own warning': ['skip_destroy'] },
    compared: { retention_in_days: shortened('lines are deleted', 'days', { unlimited: 0, unset: 0 }) },
  },
  aws_cloudwatch_log_resource_policy: { ended: 'what it lets write is not logged any more' },
  aws_dynamodb_table: {
    lost:
      'all rows of the table are lost (point-in-time recovery restores into a new table: ' +
      'docs/operating.md)',
    holds: 'the rows',
    harmless: {
      'only keys use attributes, and keys are compared': ['attribute'],
      'it decides the price, and no limit': ['table_class'],
    },
    compared: {
      deletion_protection_enabled: turnedOff('deletion protection'),
      point_in_time_recovery: (is, was) => [
        ...turnedOff('point-in-time recovery')(first(is)['enabled'], first(was)['enabled']),
        ...shortened('what point-in-time recovery brings back is lost', 'days', { unset: 35 })(
          first(is)['recovery_period_in_days'],
          first(was)['recovery_period_in_days'],
        ),
      ],
      stream_enabled: turnedOff('the stream that functions follow'),
      global_secondary_index: (is, was) => blocks(was).flatMap((index) => indexDangers(blocks(is), index)),
      local_secondary_index: () => ['a local index changes, which only a new table has: all rows are lost'],
      ttl: (is, was) => {
        const [now, before] = [first(is), first(was)];
        if (now['enabled'] !== true)
          return before['enabled'] === true ? ['rows do not expire any more: they stay, and cost'] : [];
        return before['enabled'] !== true || now['attribute_name'] !== before['attribute_name']
          ? [`rows are deleted when the time in ${String(now['attribute_name'])} has passed`]
          : [];
      },
    },
  },
  aws_s3_bucket: {
    lost: 'everything in the bucket is lost',
    holds: 'the objects',
    compared: {
      force_destroy: (is) => (is === true ? ['the bucket may be deleted with everything in it'] : []),
    },
  },
  aws_s3_bucket_lifecycle_configuration: {
    ended: 'versions that were replaced stay, and cost',
    together: { of: ['rule'], dangers: (after, before) => expiryDangers(after['rule'], before?.['rule']) },
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    compared: {
      rule: (is, was) => {
        const [now, before] = [first(is), first(was)].map((rule) => encryptionOf(rule));
        return now === before ? [] : [`encryption changes: ${String(before)} → ${String(now)}`];
      },
    },
  },
  aws_s3_bucket_versioning: {
    lost: 'versioning is turned off',
    compared: {
      versioning_configuration: (is, was) =>
        first(was)['status'] === 'Enabled' && first(is)['status'] !== 'Enabled'
          ? ['versioning is turned off']
          : [],
    },
  },
  aws_s3_object: {
    lostOf: ({ key }) => lostFile(key)[0],
    harmless: {
      [routine.code]: ['content', 'source', 'source_hash'],
      'S3 works it out from the content': ['etag'],
      'it decides the price of encryption': ['bucket_key_enabled'],
    },
    compared: {
      cache_control: (is, was) => [
        `browsers keep the file by ${String(is ?? 'their own rule')} instead of ` +
          `${String(was ?? 'their own rule')}`,
      ],
      key: (_, was) => lostFile(was),
      content_type: always('browsers take the file for another kind'),
    },
    together: {
      of: [],
      dangers: ({ source }, before) =>
        same(source, undefined) || source === before?.['source'] || ofBuild(source)
          ? []
          : [`a file is uploaded that is not of the build: ${String(source)}`],
    },
  },
};

/** The part of an index that changes only with a new one: all but its capacity. */
const shapeOf = (index: PlanValues): unknown =>
  Object.fromEntries(
    Object.entries(index)
      .filter(([name]) => !capacities.test(name))
      .map(([name, value]) => [name, name === 'non_key_attributes' ? [...list(value)].sort() : value]),
  );

const capacities = /capacity|throughput/;

function indexDangers(is: readonly PlanValues[], index: PlanValues): readonly string[] {
  const name = String(index['name']);
  const stays = is.find((next) => same(shapeOf(next), shapeOf(index)));
  if (stays === undefined) {
    const again = is.some((next) => next['name'] === index['name']);
    return [
      `the index ${name} is deleted${again ? ' and made again' : ''}, and queries of it ` +
        `fail${again ? ' meanwhile' : ''}`,
    ];
  }
  return differing(index, stays)
    .filter((member) => capacities.test(member) && !(Number(stays[member]) > Number(index[member])))
    .map((member) => `the index ${name} takes fewer requests, or another number: ${member} changes`);
}

function encryptionOf(rule: PlanValues): string {
  const { sse_algorithm: algorithm, kms_master_key_id: key } = first(
    rule['apply_server_side_encryption_by_default'],
  );
  return `${String(algorithm ?? 'AES256')}${same(key, undefined) ? '' : ` by the key ${String(key)}`}`;
}

/** Objects and versions that a lifecycle deletes, deletes earlier, or moves away. */
function expiryDangers(is: unknown, was: unknown): readonly string[] {
  const days = (rules: unknown, block: string, argument: string): number =>
    Math.min(
      Infinity,
      ...blocks(rules)
        .filter(({ status }) => status !== 'Disabled')
        .map((rule) => Number(first(rule[block])[argument] ?? 0))
        .filter((count) => count > 0),
    );
  const current = days(is, 'expiration', 'days');
  const dated = blocks(is).some((rule) => !same(first(rule['expiration'])['date'], undefined));
  const old = days(is, 'noncurrent_version_expiration', 'noncurrent_days');
  return [
    ...(current < days(was, 'expiration', 'days')
      ? [`objects in use are deleted after ${current} days`]
      : []),
    ...(dated && !same(is, was) ? ['objects in use are deleted at a date'] : []),
    ...(was !== undefined && old < days(was, 'noncurrent_version_expiration', 'noncurrent_days')
      ? [`versions that were replaced are deleted after ${old} days`]
      : []),
    ...otherRules(blocks(is), blocks(was)),
  ];
}

/** Members of rules whose numbers are compared, and that decide nothing else. */
const comparedInRule = [
  'abort_incomplete_multipart_upload',
  'expiration',
  'id',
  'noncurrent_version_expiration',
];

/**
 * Rules that apply to other objects, are turned off, or move objects to where they cannot be read at once.
 */
function otherRules(is: readonly PlanValues[], was: readonly PlanValues[]): readonly string[] {
  const moves = (rule: PlanValues): boolean =>
    Object.keys(rule).some((name) => !same(rule[name], undefined) && /transition/.test(name));
  return is.flatMap((rule, at) => {
    const old = was[at];
    if (old === undefined) return moves(rule) ? ['objects are moved to another storage class'] : [];
    return differing(old, rule)
      .filter((name) => !comparedInRule.includes(name))
      .map((name) => `the rule ${String(rule['id'] ?? at)} of the lifecycle has another ${name}`);
  });
}

/** A file named by its content goes with that content: a deploy brings another one. */
function lostFile(key: unknown): readonly string[] {
  return isDigested(key) ? [] : [`the file ${String(key)} goes, and what asks for it finds nothing`];
}
