/** The order in which resources are created: after their dependencies, otherwise as written. */
import { validationError } from './errors';
import { type ParsedTemplate, type ParsedResource } from './template';
import { isPseudoParameter, references } from './functions';

/** Resources that must exist before this one. */
export function dependencies(template: ParsedTemplate, resource: ParsedResource): string[] {
  const named = [
    ...resource.dependsOn,
    ...references(resource.properties).map((reference) => reference.name),
  ];
  return [...new Set(named)].filter((name) => Object.hasOwn(template.resources, name));
}

/**
 * @param attributesOf the attributes of a type that Fn::GetAtt may read
 * @throws CloudFormationError ValidationError for undeclared names and for cycles
 */
export function checkReferences(
  template: ParsedTemplate,
  attributesOf: (type: string) => readonly string[],
): void {
  const known = (name: string): boolean =>
    Object.hasOwn(template.resources, name) ||
    Object.hasOwn(template.parameters, name) ||
    isPseudoParameter(name);
  const check = (place: string, value: Parameters<typeof references>[0]): void => {
    const found = references(value);
    const unresolved = found
      .filter((one) => one.attribute === undefined && !known(one.name))
      .map((one) => one.name);
    if (unresolved.length > 0)
      throw validationError(
        'Template format error: Unresolved resource dependencies ' +
          `[${[...new Set(unresolved)].join(', ')}] in the ${place} block of the template`,
      );
    for (const { name, attribute } of found) {
      if (attribute === undefined) continue;
      const resource = template.resources[name];
      if (!resource)
        throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${name}`);
      if (!attributesOf(resource.type).includes(attribute))
        throw validationError(
          `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
        );
    }
  };
  for (const resource of Object.values(template.resources)) {
    check('Resources', resource.properties);
    const lost = resource.dependsOn.filter((name) => !Object.hasOwn(template.resources, name));
    if (lost.length > 0)
      throw validationError(
        `Template format error: Unresolved resource dependencies [${lost.join(', ')}] in the ` +
          'Resources block of the template',
      );
    conditionExists(template, resource.condition);
  }
  for (const output of Object.values(template.outputs)) {
    check('Outputs', output.value);
    conditionExists(template, output.condition);
  }
  creationOrder(template);
}

function conditionExists(template: ParsedTemplate, name: string | undefined): void {
  if (name !== undefined && !Object.hasOwn(template.conditions, name))
    throw validationError(`Template format error: Unresolved condition dependency ${name}`);
}

/** Logical ids, each after its dependencies. @throws CloudFormationError ValidationError naming a cycle */
export function creationOrder(template: ParsedTemplate): string[] {
  const order: string[] = [];
  const path: string[] = [];
  const visit = (name: string): void => {
    if (order.includes(name)) return;
    if (path.includes(name))
      throw validationError(
        `Circular dependency between resources: [${path.slice(path.indexOf(name)).join(', ')}]`,
      );
    const resource = template.resources[name];
    if (!resource) return;
    path.push(name);
    dependencies(template, resource).forEach(visit);
    path.pop();
    order.push(name);
  };
  Object.keys(template.resources).forEach(visit);
  return order;
}
