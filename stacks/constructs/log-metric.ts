import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter';
import { Construct } from 'constructs';
import { type GameStack } from './game-stack';
import { ownNamespace } from './metric-tables';

export interface LogMetricProps {
  /** Log group of the function whose lines are counted. */
  readonly logGroup: string;
  readonly metric: string;
  /** Field `message` of the line, as functions/ writes it. */
  readonly message: string;
}

/**
 * Counts one kind of log line of a function. Functions log JSON, and Lambda puts it into the field `message`
 * of its own log line, so the filter looks for the text anywhere in the line.
 */
export class LogMetric extends Construct {
  constructor(stack: GameStack, id: string, { logGroup, metric, message }: LogMetricProps) {
    super(stack, id);
    const { project, environment } = stack.config;
    new CloudwatchLogMetricFilter(this, 'filter', {
      name: stack.names.of('rule', id),
      logGroupName: logGroup,
      pattern: JSON.stringify(message),
      metricTransformation: { name: metric, namespace: ownNamespace(project, environment), value: '1' },
    });
  }
}
