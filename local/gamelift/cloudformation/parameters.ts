/**
 * A stack's parameters: declarations of the template, values of the caller, and values that an update keeps.
 */
import { validationError } from './errors';
import { type ParsedTemplate, type TemplateParameter, type TemplateValue } from './template';

/** A parameter of a request. A previous value and a new one exclude each other. */
export interface GivenParameter {
  readonly key: string;
  readonly value?: string;
  readonly usePrevious: boolean;
}

/**
 * @param given values in the request
 * @param previous the stack's current values; a create has none
 * @returns a value for every declared parameter
 * @throws CloudFormationError ValidationError naming the parameter and the constraint
 */
export function chooseParameters(
  template: ParsedTemplate,
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const unknown = given.filter((one) => !Object.hasOwn(template.parameters, one.key)).map((one) => one.key);
  if (unknown.length > 0)
    throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const chosen: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, declared] of Object.entries(template.parameters)) {
    const asked = given.find((one) => one.key === name);
    if (asked?.usePrevious === true && asked.value !== undefined)
      throw validationError(
        `Invalid input for parameter key ${name}. Cannot specify usePreviousValue as true and non ` +
          'empty value for a parameter',
      );
    const value = asked?.usePrevious === true ? previous[name] : (asked?.value ?? declared.default);
    if (value === undefined) missing.push(name);
    else {
      check(name, declared, value);
      chosen[name] = value;
    }
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  return chosen;
}

function check(name: string, declared: TemplateParameter, value: string): void {
  const refuse = (reason: string): never => {
    throw validationError(
      declared.constraintDescription === undefined
        ? reason
        : `Parameter ${name} failed to satisfy constraint: ${declared.constraintDescription}`,
    );
  };
  for (const item of /^(CommaDelimitedList|List<)/.test(declared.type)
    ? value.split(',').map((part) => part.trim())
    : [value]) {
    if (/Number/.test(declared.type) && (item.trim() === '' || !Number.isFinite(Number(item))))
      throw validationError(`Parameter '${name}' must be a number.`);
    if (declared.allowedValues && !declared.allowedValues.includes(item))
      refuse(`Parameter '${name}' must be one of AllowedValues`);
    if (declared.allowedPattern !== undefined && !pattern(name, declared.allowedPattern).test(item))
      refuse(`Parameter '${name}' must match pattern ${declared.allowedPattern}`);
    if (declared.minLength !== undefined && item.length < declared.minLength)
      refuse(`Parameter '${name}' must contain at least ${declared.minLength} characters`);
    if (declared.maxLength !== undefined && item.length > declared.maxLength)
      refuse(`Parameter '${name}' must contain at most ${declared.maxLength} characters`);
    if (declared.minValue !== undefined && Number(item) < declared.minValue)
      refuse(`Parameter '${name}' must be a number not less than ${declared.minValue}`);
    if (declared.maxValue !== undefined && Number(item) > declared.maxValue)
      refuse(`Parameter '${name}' must be a number not greater than ${declared.maxValue}`);
  }
}

function pattern(name: string, source: string): RegExp {
  try {
    return new RegExp(`^(?:${source})$`);
  } catch {
    throw validationError(
      `Template format error: AllowedPattern of parameter ${name} is not a regular expression.`,
    );
  }
}

/**
 * The value of Ref for a parameter: lists become lists, everything else stays text (properties convert it by
 * their type).
 */
export function parameterValue(declared: TemplateParameter, value: string): TemplateValue {
  return /^(CommaDelimitedList|List<)/.test(declared.type)
    ? value.split(',').map((part) => part.trim())
    : value;
}
