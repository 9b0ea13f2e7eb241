/** The effect of an update: the difference between the current stack and a template. Pure. */
import { conditionEvaluator, evaluate, type Scope } from './functions';
import { creationOrder, dependencies } from './order';
import { parameterValue } from './parameters';
import { changedProperties, fit, PropertyError, replacingProperties } from './properties';
import {
  type RefValues,
  type ResourceType,
  type StackOutput,
  type StackResource,
  type StackTag,
} from './stack';
import { validationError } from './errors';
import {
  isMap,
  optional,
  type ParsedTemplate,
  type ParsedResource,
  type TemplateValue,
  isList,
} from './template';

/** A change of one resource, as a change set lists it. */
export type ChangeOfResource =
  | { readonly action: 'add'; readonly logicalId: string; readonly type: string }
  | {
      readonly action: 'modify';
      readonly logicalId: string;
      readonly type: string;
      readonly physicalId: string;
      readonly changed: readonly string[];
      readonly replacement: boolean;
      readonly replacing: readonly string[];
    }
  | {
      readonly action: 'remove';
      readonly logicalId: string;
      readonly type: string;
      readonly physicalId: string;
    };

/** A value that is only known after its resource was created. */
class Unknown extends Error {}

/** A scope over the template's names; `resource` resolves Ref and Fn::GetAtt. */
export function scopeOf(
  names: RefValues,
  resource: (logicalId: string) => Pick<StackResource, 'physicalId' | 'attributes'>,
): Scope {
  const { template, parameters, stack, environment } = names;
  const pseudo: Readonly<Record<string, TemplateValue>> = {
    'AWS::Region': environment.region,
    'AWS::AccountId': environment.account,
    'AWS::StackName': stack.name,
    'AWS::StackId': stack.stackId,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::NotificationARNs': stack.notificationArns,
  };
  const ref = (name: string): TemplateValue | undefined => {
    if (name === 'AWS::NoValue') return undefined;
    if (Object.hasOwn(pseudo, name)) return pseudo[name];
    const declared = template.parameters[name];
    if (declared) return parameterValue(declared, parameters[name] ?? '');
    return resource(name).physicalId;
  };
  const mapping = (map: string, first: string, second: string): TemplateValue => {
    const table = template.mappings[map];
    const row = isMap(table) ? table[first] : undefined;
    const value = isMap(row) ? row[second] : undefined;
    if (value === undefined)
      throw validationError(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
    return value;
  };
  return {
    ref,
    mapping,
    imported: (name) => {
      const value = environment.exported?.(name);
      if (value === undefined) throw validationError(`No export named ${name} found`);
      return value;
    },
    condition: conditionEvaluator(template, {
      ref: (name) => (Object.hasOwn(template.resources, name) ? refuseInCondition(name) : ref(name)),
      mapping,
    }),
    attribute: (name, attribute) => {
      const value = resource(name).attributes[attribute];
      if (value === undefined)
        throw validationError(
          `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
        );
      return value;
    },
  };
}

const refuseInCondition = (name: string): never => {
  throw validationError(
    `Template format error: Unresolved dependencies [${name}]. Cannot reference resources in the ` +
      'Conditions block of the template',
  );
};

/** Logical ids whose conditions hold, dependencies first. */
export function wanted(template: ParsedTemplate, scope: Scope): string[] {
  return creationOrder(template).filter((name) => {
    const condition = template.resources[name]?.condition;
    return condition === undefined || scope.condition(condition);
  });
}

/**
 * A resource's properties, evaluated and converted to its type; the stack's tags are added to types that have
 * tags.
 * @throws PropertyError when they do not fit
 */
export function resourceProperties(
  logicalId: string,
  declared: ParsedResource,
  type: ResourceType,
  scope: Scope,
  stackTags: readonly StackTag[],
): Record<string, TemplateValue> {
  const evaluated = evaluate(declared.properties, scope);
  const fitted = fit(logicalId, type.properties, isMap(evaluated) ? evaluated : {});
  if (type.properties['Tags'] === undefined || stackTags.length === 0) return fitted;
  const own = isList(fitted['Tags']) ? fitted['Tags'] : [];
  const keys = new Set(own.map((tag) => (isMap(tag) ? tag['Key'] : undefined)));
  return {
    ...fitted,
    Tags: [
      ...own,
      ...stackTags.filter((tag) => !keys.has(tag.Key)).map((tag) => ({ Key: tag.Key, Value: tag.Value })),
    ],
  };
}

/** The stored copy of a resource's dependencies and policies. */
export function resourcePolicies(
  template: ParsedTemplate,
  logicalId: string,
  declared: ParsedResource,
): Pick<StackResource, 'logicalId' | 'type' | 'dependsOn' | 'deletionPolicy' | 'updateReplacePolicy'> {
  return {
    logicalId,
    type: declared.type,
    dependsOn: dependencies(template, declared),
    deletionPolicy: declared.deletionPolicy,
    updateReplacePolicy: declared.updateReplacePolicy,
  };
}

/**
 * @param resources the stack's current resources
 * @returns the changes, in the order in which they would be made; deletions last
 */
export function planChanges(
  names: RefValues,
  types: ReadonlyMap<string, ResourceType>,
  resources: readonly StackResource[],
  stackTags: readonly StackTag[],
): ChangeOfResource[] {
  const current = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const unsettled = new Set<string>();
  const scope = scopeOf(names, (logicalId) => {
    const found = current.get(logicalId);
    if (!found || unsettled.has(logicalId)) throw new Unknown();
    return found;
  });
  const changes: ChangeOfResource[] = [];
  const order = wanted(names.template, scope);
  for (const logicalId of order) {
    const declared = names.template.resources[logicalId];
    const type = declared && types.get(declared.type);
    if (!declared || !type) continue;
    const before = current.get(logicalId);
    if (!before) {
      changes.push({ action: 'add', logicalId, type: declared.type });
      continue;
    }
    const changed =
      before.type !== declared.type
        ? Object.keys(declared.properties)
        : changedFrom(before, logicalId, declared, type, scope, stackTags);
    if (changed.length === 0) continue;
    const why = before.type !== declared.type ? changed : replacingProperties(type.properties, changed);
    const replacement = before.type !== declared.type || why.length > 0;
    if (replacement) unsettled.add(logicalId);
    changes.push({
      action: 'modify',
      logicalId,
      type: declared.type,
      physicalId: before.physicalId,
      changed,
      replacement,
      replacing: why,
    });
  }
  const kept = new Set(order);
  for (const resource of [...resources].reverse()) {
    if (!kept.has(resource.logicalId))
      changes.push({
        action: 'remove',
        logicalId: resource.logicalId,
        type: resource.type,
        physicalId: resource.physicalId,
      });
  }
  return changes;
}

/** Compares property by property, so that one unknown value does not hide other changes. */
function changedFrom(
  before: StackResource,
  logicalId: string,
  declared: ParsedResource,
  type: ResourceType,
  scope: Scope,
  stackTags: readonly StackTag[],
): string[] {
  try {
    return changedProperties(
      before.properties,
      resourceProperties(logicalId, declared, type, scope, stackTags),
    );
  } catch (error) {
    if (!(error instanceof Unknown) && !(error instanceof PropertyError)) throw error;
  }
  return Object.entries({ ...before.properties, ...declared.properties })
    .filter(([name]) => {
      const expression = declared.properties[name];
      if (expression === undefined) return name !== 'Tags' || stackTags.length === 0;
      try {
        const property = type.properties[name];
        const value = evaluate(expression, scope);
        if (!property || value === undefined) return value !== before.properties[name];
        return (
          changedProperties(
            { [name]: before.properties[name] ?? null },
            fit(logicalId, { [name]: property }, { [name]: value }),
          ).length > 0
        );
      } catch (error) {
        if (error instanceof Unknown || error instanceof PropertyError) return true;
        throw error;
      }
    })
    .map(([name]) => name);
}

/** @throws CloudFormationError ValidationError when the value of an output is not text */
export function evaluateOutputs(template: ParsedTemplate, scope: Scope): StackOutput[] {
  return Object.entries(template.outputs)
    .filter(([, output]) => output.condition === undefined || scope.condition(output.condition))
    .map(([key, output]) => {
      const value = evaluate(output.value, scope);
      if (value === undefined || value === null || typeof value === 'object')
        throw validationError(
          `Template format error: Output ${key} is malformed. The Value field of every Outputs member ` +
            'must evaluate to a String.',
        );
      const exportName = output.exportName === undefined ? undefined : evaluate(output.exportName, scope);
      return {
        key,
        value: String(value),
        ...optional('description', output.description),
        ...optional('exportName', typeof exportName === 'string' ? exportName : undefined),
      };
    });
}
