/** Shared parts of the resource handlers: faults, tags, waiting. */
import { isMap, type TemplateValue, type ValueMap, isList } from '../template';
import { type ResourceContext } from '../stack';

/** A refused GameLift operation; CloudFormation shows the message as the reason of the resource's status. */
export class OperationFault extends Error {
  constructor(
    readonly fault: string,
    detail: string,
    operation: string,
  ) {
    super(
      `Resource handler returned message: "${detail} (Service: GameLift, Operation: ${operation})" ` +
        `(HandlerErrorCode: ${handlerCodes[fault] ?? 'GeneralServiceException'})`,
    );
    this.name = 'OperationFault';
  }
}

const handlerCodes: Readonly<Record<string, string>> = {
  NotFoundException: 'NotFound',
  ConflictException: 'AlreadyExists',
  InvalidRequestException: 'InvalidRequest',
  LimitExceededException: 'ServiceLimitExceeded',
  UnauthorizedException: 'AccessDenied',
  InternalServiceException: 'ServiceInternalError',
  InvalidFleetStatusException: 'ResourceConflict',
};

/** Awaits a deletion; a resource that is already gone counts as deleted. @throws any other fault */
export async function unlessGone(removal: Promise<ValueMap>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof OperationFault && error.fault === 'NotFoundException')) throw error;
  }
}

/** The member `name` of an answer, which must be an object. @throws Error when it is not */
export function member(answer: ValueMap, name: string): ValueMap {
  const value = answer[name];
  if (!isMap(value)) throw new Error(`The answer holds no ${name}.`);
  return value;
}

/** The text `name` of an answer. @throws Error when it is absent or not a text */
export function textOf(from: ValueMap, name: string): string {
  const value = from[name];
  if (typeof value !== 'string') throw new Error(`The answer holds no ${name}.`);
  return value;
}

export const valuesOf = (value: TemplateValue | undefined): readonly TemplateValue[] =>
  isList(value) ? value : [];
export const maps = (value: TemplateValue | undefined): ValueMap[] => valuesOf(value).filter(isMap);

/** The named properties, without absent ones. */
export function pick(properties: ValueMap, ...names: string[]): Record<string, TemplateValue> {
  const picked: Record<string, TemplateValue> = {};
  for (const name of names) {
    const value = properties[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

export const without = (properties: ValueMap, ...names: string[]): Record<string, TemplateValue> =>
  pick(properties, ...Object.keys(properties).filter((name) => !names.includes(name)));

/** Updates a resource's tags from one property value to the next. */
export async function changeTags(
  arn: string,
  before: ValueMap,
  after: ValueMap,
  context: ResourceContext,
): Promise<void> {
  const old = new Map(maps(before['Tags']).map((tag) => [textOf(tag, 'Key'), textOf(tag, 'Value')]));
  const next = maps(after['Tags']);
  const kept = new Set(next.map((tag) => textOf(tag, 'Key')));
  const gone = [...old.keys()].filter((key) => !kept.has(key));
  const set = next.filter((tag) => old.get(textOf(tag, 'Key')) !== tag['Value']);
  if (gone.length > 0) await context.call('UntagResource', { ResourceARN: arn, TagKeys: gone });
  if (set.length > 0) await context.call('TagResource', { ResourceARN: arn, Tags: set });
}
