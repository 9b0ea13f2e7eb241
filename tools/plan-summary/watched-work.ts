import { blocks, first, list, same, type Values, without } from './comparison';
import { alarmDangers } from './alarm-change';
import { eventPatternDangers } from './event-pattern';
import { environmentDangers, scheduleDangers } from './function-change';
import { accountIn, collapsed, shortened, turnedOff, type WatchedType } from './watched-type';

const alarmArguments = {
  operator: 'comparison_operator',
  threshold: 'threshold',
  silence: 'treat_missing_data',
};

/** What is kept, what runs, and what tells of it: tables, buckets, functions, events, alarms. */
export const workTypes: Readonly<Record<string, WatchedType>> = {
  aws_budgets_budget: {
    ended: 'nothing tells of costs any more',
    harmless: ['name', 'time_period_start'],
    compared: {
      limit_amount: (is, was) =>
        Number(is) > Number(was) * 10 ? [`the budget is ${String(is)} instead of ${String(was)}`] : [],
      notification: (is, was) =>
        blocks(is).length < blocks(was).length ? ['the budget warns less often, or not at all'] : [],
    },
  },
  // Its template is compared resource by resource (dangers.ts).
  aws_cloudformation_stack: {
    harmless: ['name', 'outputs', 'parameters', 'template_body', 'timeout_in_minutes'],
  },
  aws_cloudwatch_dashboard: { harmless: ['dashboard_body', 'dashboard_name'] },
  aws_cloudwatch_event_bus: { lost: 'events of players are lost meanwhile' },
  aws_cloudwatch_event_rule: {
    lost: 'its events are lost meanwhile',
    compared: {
      schedule_expression: scheduleDangers,
      is_enabled: turnedOff('the rule', true),
      state: (is) => (is === 'DISABLED' ? ['the rule is turned off, and its events are lost'] : []),
      event_pattern: (is, was) => eventPatternDangers(String(is ?? ''), String(was ?? '')),
    },
    together: {
      of: [],
      dangers: (after, before) =>
        before === undefined && after['state'] === 'DISABLED'
          ? ['the rule is turned off, and its events are lost']
          : [],
    },
  },
  aws_cloudwatch_event_target: {
    lost: 'events reach the target no more',
    harmless: ['retry_policy'],
    compared: { dead_letter_config: (is) => lostFailures(is, 'events that the target refuses are lost') },
    together: {
      of: ['arn'],
      dangers: (after, before, { account }) => {
        const arn = String(after['arn'] ?? '');
        if (arn === '' || same(before?.['arn'], after['arn'])) return [];
        const owner = accountIn(arn);
        const foreign = owner !== undefined && account !== undefined && owner !== account;
        return before !== undefined || foreign || arn.includes(':event-bus/') ? [`events go to ${arn}`] : [];
      },
    },
  },
  aws_cloudwatch_log_group: {
    lost: 'its lines are lost',
    holds: 'the lines',
    harmless: ['skip_destroy'],
    compared: { retention_in_days: shortened('lines are deleted', 'days', 0) },
  },
  aws_cloudwatch_log_metric_filter: {
    ended: 'its alarm never sounds',
    harmless: ['metric_transformation', 'name', 'pattern'],
  },
  aws_cloudwatch_log_resource_policy: { ended: 'what it lets write is not logged any more' },
  aws_cloudwatch_metric_alarm: {
    ended: 'nothing tells of what the alarm watches',
    harmless: [
      ...['alarm_description', 'alarm_name', 'datapoints_to_alarm', 'dimensions', 'evaluation_periods'],
      ...['evaluate_low_sample_count_percentiles', 'extended_statistic', 'insufficient_data_actions'],
      ...['metric_name', 'metric_query', 'namespace', 'ok_actions', 'period', 'statistic', 'unit'],
    ],
    compared: {
      actions_enabled: turnedOff('what the alarm does', true),
      alarm_actions: (is, was) =>
        without(was, is).map((action) => `the alarm does not reach ${action} any more`),
    },
    together: {
      of: Object.values(alarmArguments),
      dangers: (after, before) => alarmDangers(alarmArguments, after, before),
    },
  },
  aws_dynamodb_table: {
    lost: 'all rows of the table are lost (point-in-time recovery restores into a new table: docs/operating.md)',
    holds: 'the rows',
    harmless: ['attribute', 'table_class'],
    compared: {
      deletion_protection_enabled: turnedOff('deletion protection'),
      point_in_time_recovery: (is, was) => [
        ...turnedOff('point-in-time recovery')(first(is)['enabled'], first(was)['enabled']),
        ...shortened('what point-in-time recovery brings back is lost', 'days')(
          first(is)['recovery_period_in_days'],
          first(was)['recovery_period_in_days'],
        ),
      ],
      stream_enabled: turnedOff('the stream that functions follow'),
      global_secondary_index: (is, was) =>
        blocks(was)
          .filter((index) => !blocks(is).some((next) => same(shapeOf(next), shapeOf(index))))
          .map(({ name }) => {
            const again = blocks(is).some((next) => next['name'] === name);
            return `the index ${String(name)} is deleted${again ? ' and made again' : ''}, and queries of it fail${again ? ' meanwhile' : ''}`;
          }),
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
  aws_gamelift_fleet: { lost: 'its matches end' },
  aws_gamelift_game_session_queue: {
    lost: 'matches that wait for a session fail, and no new one is placed meanwhile',
    harmless: ['player_latency_policy'],
    // The aliases are outputs of the stack of fleets, whose template says in the same plan which go.
    harmlessUnknown: ['destinations'],
    compared: {
      destinations: (is, was) =>
        Array.isArray(is) && is.length === 0 && list(was).length > 0
          ? ['the queue has no destination: no match is placed']
          : without(was, is).map((destination) => `the queue places no match on ${destination} any more`),
      timeout_in_seconds: collapsed('most placements end without a session', 's'),
    },
  },
  aws_lambda_event_source_mapping: {
    ended: 'records of the table or queue reach the function no more',
    harmless: [
      ...['batch_size', 'bisect_batch_on_function_error', 'maximum_batching_window_in_seconds'],
      ...['maximum_retry_attempts', 'parallelization_factor', 'scaling_config', 'tumbling_window_in_seconds'],
    ],
    compared: {
      enabled: turnedOff('the mapping', true),
      starting_position: (is) =>
        is === 'TRIM_HORIZON' ? [] : [`records are skipped: reading starts at ${String(is)}`],
      destination_config: (is) => lostFailures(is, 'records that the function fails on are lost'),
    },
    together: {
      of: [],
      dangers: (after, before, { account }) => {
        const owner = accountIn(String(after['event_source_arn']));
        return before === undefined && account !== undefined && owner !== undefined && owner !== account
          ? [`the function gets records of account ${owner}`]
          : [];
      },
    },
  },
  aws_lambda_function: {
    lost: 'what calls the function finds nothing',
    harmless: [
      ...['architectures', 'ephemeral_storage', 'filename', 'logging_config', 'memory_size'],
      ...['runtime', 'skip_destroy', 'source_code_hash', 'tracing_config'],
    ],
    harmlessUnknown: ['environment'],
    compared: {
      role: (is) => [`the function runs with the rights of ${String(is)}`],
      reserved_concurrent_executions: (is) =>
        Number(is ?? -1) === 0 ? ['the function is stopped: no call of it runs'] : [],
      timeout: collapsed('most calls of the function end before its work', 's'),
    },
    together: {
      of: ['environment'],
      dangers: (after, before) => environmentDangers(after['environment'], before?.['environment']),
    },
  },
  aws_lambda_function_event_invoke_config: {
    ended: 'events that the function fails on are lost',
    harmless: ['maximum_event_age_in_seconds', 'maximum_retry_attempts'],
    compared: { destination_config: (is) => lostFailures(is, 'events that the function fails on are lost') },
  },
  aws_lambda_invocation: { harmless: ['function_name', 'input', 'lifecycle_scope', 'qualifier', 'triggers'] },
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
      rule: (is, was) =>
        algorithm(was) === algorithm(is) ? [] : [`encryption changes: ${algorithm(was)} → ${algorithm(is)}`],
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
    harmless: [
      ...[
        'bucket_key_enabled',
        'cache_control',
        'content',
        'content_type',
        'etag',
        'key',
        'metadata',
        'source',
      ],
      ...['source_hash', 'storage_class', 'server_side_encryption'],
    ],
  },
  aws_sns_topic: { lost: 'alarms reach no address meanwhile', harmless: ['display_name'] },
  aws_sns_topic_policy: { ended: 'what only it lets publish is refused' },
  aws_sns_topic_subscription: {
    lost: 'alarms do not reach its address any more',
    together: {
      of: ['endpoint', 'protocol'],
      dangers: (after, before, { unknown }) =>
        after['protocol'] !== 'email' &&
        !unknown('endpoint') &&
        !same(before?.['endpoint'], after['endpoint'])
          ? [`alarms go to ${String(after['endpoint'])}`]
          : [],
    },
  },
  aws_sqs_queue: {
    lost: 'its messages are lost',
    holds: 'the messages',
    harmless: ['delay_seconds', 'receive_wait_time_seconds', 'visibility_timeout_seconds'],
    compared: {
      message_retention_seconds: shortened('messages are lost', 'seconds'),
      sqs_managed_sse_enabled: turnedOff('encryption', true),
    },
  },
  terraform_data: { harmless: ['input', 'triggers_replace'] },
};

/** What of an index changes only with a new one: all but its capacity. */
const shapeOf = (index: Values): unknown =>
  Object.fromEntries(
    Object.entries(index)
      .filter(([name]) => !/capacity|throughput/.test(name))
      .map(([name, value]) => [name, name === 'non_key_attributes' ? [...list(value)].sort() : value]),
  );

function lostFailures(destination: unknown, why: string): readonly string[] {
  return list(destination).length === 0 ? [why] : [];
}

function algorithm(rule: unknown): string {
  return String(first(first(rule)['apply_server_side_encryption_by_default'])['sse_algorithm'] ?? 'AES256');
}

/** Objects and versions that a lifecycle deletes, or deletes earlier. */
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
  ];
}
