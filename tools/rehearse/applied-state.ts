import * as z from 'zod';
import { synthesizedStacks } from '../synthesized';
import { type TerraformStage } from './stage';

const appliedState = z.looseObject({
  values: z.looseObject({
    root_module: z.looseObject({
      resources: z.array(
        z.looseObject({
          type: z.string(),
          values: z.looseObject({
            environment: z
              .array(z.looseObject({ variables: z.record(z.string(), z.string()).nullish() }))
              .nullish(),
          }),
        }),
      ),
    }),
  }),
});

/** Values of the functions' environment variables in Terraform's state. */
export async function appliedVariables(stage: TerraformStage): Promise<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const part of ['api', 'matchmaking']) {
    const stack = synthesizedStacks(stage.workspace.out).find(({ name }) => name.endsWith(`-${part}`));
    if (stack === undefined) continue;
    const { values } = appliedState.parse(
      JSON.parse((await stage.terraform(stack, 'plan').run(['show', '-json'])).stdout),
    );
    for (const {
      type,
      values: { environment },
    } of values.root_module.resources)
      if (type === 'aws_lambda_function')
        for (const { variables: given } of environment ?? []) Object.assign(variables, given);
  }
  return variables;
}
