import { invalidRequest, notFound } from '../faults';
import { operation, type OperationEntry } from '../operation';

const arn = /^arn:[^:]*:gamelift:[^:]*:[^:]*:(?<kind>[a-z]+)\/.+$/;

/** @param exists whether the resource exists; undefined for kinds that the local GameLift does not create */
export function tagOperations(exists: (kind: string, arn: string) => boolean | undefined): OperationEntry[] {
  const check = (resource: string): string => {
    const kind = arn.exec(resource)?.groups?.['kind'];
    if (kind === undefined) throw invalidRequest(`${resource} is not the ARN of a GameLift resource.`);
    if (exists(kind, resource) !== true) throw notFound(`Resource ${resource} not found.`);
    return resource;
  };
  return [
    operation('TagResource', (context, input) => {
      context.tags.add(check(input.ResourceARN), input.Tags);
      return {};
    }),
    operation('UntagResource', (context, input) => {
      context.tags.remove(check(input.ResourceARN), input.TagKeys);
      return {};
    }),
    operation('ListTagsForResource', (context, input) => ({
      Tags: context.tags.list(check(input.ResourceARN)),
    })),
  ];
}
