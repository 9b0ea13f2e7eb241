import * as z from 'zod';

/** A stack as it will be written to cdk.tf.json, as far as references to outputs of templates need it. */
export const writtenStack = z.looseObject({
  resource: z.record(z.string(), z.record(z.string(), z.looseObject({}))).default({}),
  data: z.record(z.string(), z.record(z.string(), z.looseObject({}))).default({}),
  output: z.record(z.string(), z.looseObject({ value: z.unknown() })).default({}),
});
export type WrittenStack = z.output<typeof writtenStack>;

const template = z.looseObject({ Outputs: z.record(z.string(), z.unknown()).default({}) });

/**
 * The references that CDKTF writes for outputs of a template, in the same stack or through the state of
 * another.
 */
const source =
  String.raw`(?:aws_cloudformation_stack\.(?<own>[\w-]+)\.outputs|` +
  String.raw`data\.terraform_remote_state\.cross-stack-reference-input-(?<stack>[\w-]+)` +
  String.raw`\.outputs\.(?<output>[\w-]+))`;
const element = new RegExp(String.raw`${source}(?:\.(?<name>[\w-]+)|\["(?<key>[^"]+)"\])`, 'g');
const lookup = new RegExp(String.raw`lookup\(${source},\s*"(?<key>[^"]+)"`, 'g');
const wholeOutputs = /^\$\{aws_cloudformation_stack\.([\w-]+)\.outputs\}$/;

/**
 * References of a stack to outputs that a CloudFormation template does not have. Terraform learns the outputs
 * of a template only from an apply, so the plan would succeed, and the apply would fail.
 * @param name the stack that refers
 * @param stacks all stacks by name
 * @returns one line for each
 */
export function missingTemplateOutputs(
  name: string,
  stacks: ReadonlyMap<string, WrittenStack>,
): readonly string[] {
  const lines = new Set<string>();
  for (const text of textsIn(stacks.get(name)))
    for (const { groups = {} } of [...text.matchAll(element), ...text.matchAll(lookup)]) {
      const asked = groups['name'] ?? groups['key'] ?? '';
      const holder = groups['stack'] ?? name;
      const id = groups['own'] ?? heldBy(stacks.get(holder), groups['output'] ?? '');
      const known = id === undefined ? undefined : outputsOf(stacks.get(holder), id);
      if (known !== undefined && !known.includes(asked))
        lines.add(
          `${name} reads the output ${asked} of ${holder}'s template ${id ?? ''}, which has ` +
            `${known.join(', ') || 'none'}: correct the name, or add the output in templates/`,
        );
    }
  return [...lines];
}

/** The id of the CloudFormation stack whose outputs are the value of this Terraform output. */
function heldBy(stack: WrittenStack | undefined, output: string): string | undefined {
  return wholeOutputs.exec(String(stack?.output[output]?.value ?? ''))?.[1];
}

/** @returns undefined when the template is not known at synth */
function outputsOf(stack: WrittenStack | undefined, id: string): readonly string[] | undefined {
  const body = stack?.resource['aws_cloudformation_stack']?.[id]?.['template_body'];
  if (typeof body !== 'string') return undefined;
  try {
    const parsed = template.safeParse(JSON.parse(body));
    return parsed.success ? Object.keys(parsed.data.Outputs) : undefined;
  } catch {
    // Terraform's own text in it: the template is complete only in the deploy.
    return undefined;
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}
