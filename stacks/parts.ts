/** The parts of an environment, each a stack, in the order of deployment. They are destroyed in reverse. */
export const stackParts = [
  'state',
  'delivery',
  'data',
  'realtime',
  'matchmaking',
  'site',
  'api',
  'pages',
  'operations',
] as const;
export type StackPart = (typeof stackParts)[number];

/** The parts that only an operator changes. */
export const operatorParts = ['state', 'delivery'] as const satisfies readonly StackPart[];
type OperatorPart = (typeof operatorParts)[number];

/** The parts that CI deploys. */
export const deployedParts: ReadonlyArray<Exclude<StackPart, OperatorPart>> = stackParts.filter(
  (part): part is Exclude<StackPart, OperatorPart> => !operatorParts.some((own) => own === part),
);
