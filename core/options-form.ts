import {
  $ZodDefault,
  $ZodNever,
  $ZodNonOptional,
  $ZodObject,
  $ZodOptional,
  $ZodPrefault,
  $ZodReadonly,
  type $ZodType,
} from 'zod/v4/core';
import { withArticle } from './with-article';

/** The names of a game's options, or why its schema cannot be one of options. */
export type OptionsForm = { readonly names: readonly string[] } | { readonly problem: string };

/** Forms of zod whose names say little to the author of a schema. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['pipe', 'pipe (transform, preprocess, codec)'],
  ['lazy', 'lazy schema'],
  ['custom', 'custom schema'],
]);

/**
 * The form of a schema of options. An options schema is an object that refuses names it does not declare.
 * Alternatives and transformations of the whole object have no fixed names, so players of different options
 * would have equal keys.
 */
export function optionsForm(schema: $ZodType): OptionsForm {
  if (
    schema instanceof $ZodDefault ||
    schema instanceof $ZodPrefault ||
    schema instanceof $ZodReadonly ||
    schema instanceof $ZodOptional ||
    schema instanceof $ZodNonOptional
  )
    return optionsForm(schema._zod.def.innerType);
  if (!(schema instanceof $ZodObject)) {
    const { type } = schema._zod.def;
    return {
      problem:
        `are ${withArticle(otherNames.get(type) ?? type)}, not a plain object: write z.strictObject({ … ` +
        '}) with a default for every option',
    };
  }
  const { shape, catchall } = schema._zod.def;
  return catchall instanceof $ZodNever
    ? { names: Object.keys(shape) }
    : {
        problem:
          'accept names that they do not declare: write z.strictObject({ … }) for z.object, without a ' +
          'catchall',
      };
}
