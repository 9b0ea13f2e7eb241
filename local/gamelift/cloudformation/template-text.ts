/** The text of a template: JSON, or YAML with the short forms of the functions. */
import { parseDocument, type CollectionTag, type ScalarTag, type YAMLMap, type YAMLSeq } from 'yaml';
import { messageOf } from '../../../core/message-of';
import { validationError } from './errors';

/** @throws CloudFormationError ValidationError when the text is not well-formed */
export function parseText(body: string): unknown {
  if (body.trimStart().startsWith('{')) {
    try {
      return JSON.parse(body);
    } catch (error) {
      throw validationError(`Template format error: JSON not well-formed. (${messageOf(error)})`);
    }
  }
  const document = parseDocument(body, { customTags: shortForms, uniqueKeys: true });
  const first = document.errors[0];
  if (first)
    throw validationError(
      `Template format error: YAML not well-formed. (line ${first.linePos?.[0].line ?? 0}, column ` +
        `${first.linePos?.[0].col ?? 0})`,
    );
  const unknownTag = document.warnings.find((warning) => warning.code === 'TAG_RESOLVE_FAILED');
  if (unknownTag) throw validationError(`Template format error: ${unknownTag.message.split('\n')[0]}`);
  return document.toJS({ maxAliasCount: 100 });
}

/**
 * `!Sub x` is `{"Fn::Sub": x}`; only Ref and Condition have no `Fn::`; `!GetAtt A.B` splits at the first dot.
 */
const longName = (short: string): string =>
  short === 'Ref' || short === 'Condition' ? short : `Fn::${short}`;
const plain = (node: YAMLSeq | YAMLMap): unknown => node.toJSON();
const shortForms: (ScalarTag | CollectionTag)[] = [
  'Ref',
  'Condition',
  'GetAtt',
  'Sub',
  'Join',
  'Select',
  'Split',
  'FindInMap',
  'If',
  'Equals',
  'And',
  'Or',
  'Not',
  'Base64',
  'ImportValue',
  'GetAZs',
  'Cidr',
  'Transform',
].flatMap((short): (ScalarTag | CollectionTag)[] => [
  {
    tag: `!${short}`,
    resolve: (scalar: string) => ({
      [longName(short)]: short === 'GetAtt' ? splitAttribute(scalar) : scalar,
    }),
  },
  {
    tag: `!${short}`,
    collection: 'seq',
    resolve: (node: YAMLSeq | YAMLMap) => ({ [longName(short)]: plain(node) }),
  },
  {
    tag: `!${short}`,
    collection: 'map',
    resolve: (node: YAMLSeq | YAMLMap) => ({ [longName(short)]: plain(node) }),
  },
]);

/**
 * `A.B.C` of Fn::GetAtt is resource `A` and attribute `B.C`.
 * @throws CloudFormationError ValidationError when one of both is empty
 */
export function splitAttribute(dotted: string): [string, string] {
  const dot = dotted.indexOf('.');
  if (dot < 1)
    throw validationError(
      'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name ' +
        `and the resource attribute, not ${JSON.stringify(dotted)}`,
    );
  return [dotted.slice(0, dot), dotted.slice(dot + 1)];
}
