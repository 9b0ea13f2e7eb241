import { first, list, same, type PlanValues, without } from './comparison';
import { eventPatternDangers } from './event-pattern';
import { environmentDangers, scheduleDangers } from './function-change';
import { scaled, tuned } from './magnitude';
import { accountIn, always, ofBuild, routine, shortened, turnedOff, type WatchedType } from './watched-type';

/** Arguments of a mapping that decide how many records a call gets, and how often a batch is tried. */
const batching = [
  ...['batch_size', 'maximum_batching_window_in_seconds', 'maximum_record_age_in_seconds'],
  ...['maximum_retry_attempts', 'parallelization_factor', 'scaling_config', 'tumbling_window_in_seconds'],
];

/** Where a function's code can come from besides a file of the build. */
const codeFromElsewhere = ['image_uri', 's3_bucket', 's3_key', 's3_object_version'];

/** Types that run code, and that start it: fleets and their queue, functions, events, queues. */
export const workTypes: Readonly<Record<string, WatchedType>> = {
  // Its template is compared resource by resource (dangers.ts).
  aws_cloudformation_stack: {
    harmless: {
      'its resources are compared one by one': ['parameters', 'template_body'],
      'it follows from its resources': ['name', 'outputs'],
    },
  },
  aws_cloudwatch_event_bus: { lost: 'events of players are lost meanwhile' },
  aws_cloudwatch_event_rule: {
    lost: 'its events are lost meanwhile',
    compared: {
      schedule_expression: scheduleDangers,
      is_enabled: turnedOff('the rule', true),
      state: (is) => (is === 'ENABLED' ? [] : [`the rule is ${String(is)}, and its events may be lost`]),
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
    compared: {
      retry_policy: tuned('events are offered to the target again by another rule'),
      dead_letter_config: failuresTo('events that the target refuses'),
    },
    together: {
      of: ['arn'],
      dangers: (after, before, { account }) => {
        const arn = String(after['arn'] ?? '');
        if (arn === '' || same(before?.['arn'], after['arn'])) return [];
        const owner = accountIn(arn);
        const foreign = owner !== undefined && account !== undefined && owner !== account;
        return before !== undefined || foreign || /:(event-bus|api-destination)\//.test(arn)
          ? [`events go to ${arn}`]
          : [];
      },
    },
  },
  aws_gamelift_fleet: { lost: 'its matches end' },
  aws_gamelift_game_session_queue: {
    lost: 'matches that wait for a session fail, and no new one is placed meanwhile',
    // The aliases are outputs of the stack of fleets, whose template says in the same plan which go.
    harmlessUnknown: ['destinations'],
    compared: {
      destinations: (is, was) =>
        Array.isArray(is) && is.length === 0 && list(was).length > 0
          ? ['the queue has no destination: no match is placed']
          : without(was, is).map((destination) => `the queue places no match on ${destination} any more`),
      player_latency_policy: tuned('players find no match, or a slow one, by another limit of latency'),
      timeout_in_seconds: scaled('most placements end without a session', 'failed placements end late', 's'),
    },
  },
  aws_lambda_event_source_mapping: {
    ended: 'records of the table or queue reach the function no more',
    compared: {
      enabled: turnedOff('the mapping', true),
      starting_position: (is) =>
        is === 'TRIM_HORIZON' ? [] : [`records are skipped: reading starts at ${String(is)}`],
      destination_config: failuresTo('records that the function fails on'),
      bisect_batch_on_function_error: turnedOff('the search for the record that fails a batch'),
      ...Object.fromEntries(
        batching.map((name) => [name, tuned(`records reach the function by another ${name}`)]),
      ),
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
    harmless: {
      [routine.code]: ['filename', 'source_code_hash'],
      'the code is JavaScript, which runs on both': ['architectures'],
      'traces are for people': ['tracing_config'],
      'it is how a deletion of the function proceeds, which has its own warning': ['skip_destroy'],
    },
    harmlessUnknown: ['environment'],
    compared: {
      role: (is) => [`the function runs with the rights of ${String(is)}`],
      reserved_concurrent_executions: (is, was) =>
        Number(is ?? -1) === 0
          ? ['the function is stopped: no call of it runs']
          : tuned('the function runs so often at once (-1: as often as the account allows)')(
              is ?? -1,
              was ?? -1,
            ),
      timeout: scaled(
        'most calls of the function end before its work',
        'calls that hang are ended late',
        's',
      ),
      ephemeral_storage: tuned('the function has other room for files'),
      logging_config: always('the function logs elsewhere, or less: alarms by its lines may never sound'),
      memory_size: (is, was) =>
        Number(is ?? 128) < Number(was ?? 128) / 2
          ? [`the function may end for want of memory: ${String(is ?? 128)} MB instead of ${String(was)} MB`]
          : tuned('the function has other memory, in MB')(is, was),
      runtime: (is, was) =>
        nodeVersion(is) >= nodeVersion(was)
          ? []
          : [`the function runs by ${String(is)} instead of ${String(was)}`],
    },
    together: {
      of: ['environment', ...codeFromElsewhere],
      dangers: (after, before, { later }) => [
        ...environmentDangers(after['environment'], before?.['environment'], later('environment')),
        ...codeDangers(after, before),
      ],
    },
  },
  aws_lambda_function_event_invoke_config: {
    ended: 'events that the function fails on are lost',
    compared: {
      destination_config: failuresTo('events that the function fails on'),
      maximum_event_age_in_seconds: tuned(
        'events that the function fails on are given up after other seconds',
      ),
      maximum_retry_attempts: tuned('events that the function fails on are tried again so often'),
    },
  },
  // A call has an effect of its own, which no plan shows.
  aws_lambda_invocation: {
    harmless: { 'the function is called once more with the same input': ['triggers'] },
    compared: {
      function_name: (is) => [`another function is called: ${String(is)}`],
      lifecycle_scope: (is) => [`the function is called at other changes: ${String(is)}`],
      input: always('the function is called with another input'),
      qualifier: (is) => [`another version of the function is called: ${String(is)}`],
    },
  },
  aws_sqs_queue: {
    lost: 'its messages are lost',
    holds: 'the messages',
    harmless: { 'an empty answer comes sooner or later, and no message': ['receive_wait_time_seconds'] },
    compared: {
      delay_seconds: tuned('messages wait before they are delivered'),
      message_retention_seconds: shortened('messages are lost', 'seconds', { unset: 345_600 }),
      visibility_timeout_seconds: (is, was) =>
        Number(is) < Number(was ?? 30)
          ? [`messages are delivered again while the function still works on them: after ${String(is)} s`]
          : tuned('messages that failed are delivered again after other seconds')(is, was),
      sqs_managed_sse_enabled: turnedOff('encryption', true),
    },
  },
  terraform_data: { harmless: { [routine.state]: ['input', 'triggers_replace'] } },
};

function codeDangers(is: PlanValues, was: PlanValues | undefined): readonly string[] {
  const { filename, ...others } = Object.fromEntries(
    ['filename', ...codeFromElsewhere].map((name) => [name, same(is[name], was?.[name]) ? '' : is[name]]),
  );
  const places = Object.values(others).filter((place) => !same(place, undefined));
  return [
    ...(same(filename, undefined) || ofBuild(filename)
      ? []
      : [`the function's code is not of the build: ${String(filename)}`]),
    ...(places.length === 0 ? [] : [`the function's code is not of the build: ${places.join(' ')}`]),
  ];
}

/** Where failures are kept. @param what fails */
function failuresTo(what: string): (is: unknown) => readonly string[] {
  return (is) => {
    const [destination] = Object.values(first(is)).filter((member) => !same(member, undefined));
    return [
      destination === undefined
        ? `${what} are lost`
        : `${what} are kept elsewhere: ` +
          `${typeof destination === 'string' ? destination : JSON.stringify(destination)}`,
    ];
  };
}

/** NaN for what is not a version of Node. */
function nodeVersion(runtime: unknown): number {
  return Number(/^nodejs(\d+)\.x$/.exec(String(runtime))?.[1] ?? NaN);
}
