const message = 'One idiom for an optional field: ...(x === undefined ? {} : { x }).';

const isUndefined = (node) =>
  (node.type === 'Identifier' && node.name === 'undefined') ||
  (node.type === 'UnaryExpression' && node.operator === 'void');
const isNothing = (node) => isUndefined(node) || (node.type === 'Literal' && node.value === null);
const isEmpty = (node) => node.type === 'ObjectExpression' && node.properties.length === 0;
const isTypeof = (node) => node.type === 'UnaryExpression' && node.operator === 'typeof';

/** Whether a comparison with undefined is written in another way than `x === undefined`. */
function isOddComparison({ type, operator, left, right }, alternate) {
  if (type !== 'BinaryExpression' || !/^[!=]==?$/.test(operator)) return false;
  if (isUndefined(left) || right.type === 'UnaryExpression') return isUndefined(left) || isUndefined(right);
  if (isTypeof(left)) return right.type === 'Literal' && right.value === 'undefined';
  return isUndefined(right) && operator === '!==' && isEmpty(alternate);
}

/**
 * A lint rule: a field that may be absent is spread as `...(x === undefined ? {} : { x })`. Under another
 * condition it is `...(condition ? { x } : {})`. The condition is not the value itself: an empty text and 0
 * would be absent too.
 */
export const optionalFields = {
  meta: { type: 'suggestion', schema: [] },
  create(context) {
    const textOf = (node) => context.sourceCode.getText(node);
    const report = (node) => context.report({ node, message });

    /** Whether an object has the tested value itself in a field. */
    const holds = (object, test) =>
      object.type === 'ObjectExpression' &&
      ['Identifier', 'MemberExpression'].includes(test.type) &&
      object.properties.some(({ value }) => value !== undefined && textOf(value) === textOf(test));

    function isOdd({ test, consequent, alternate }) {
      if (isNothing(consequent) || isNothing(alternate) || isOddComparison(test, alternate)) return true;
      const tested = test.type === 'UnaryExpression' && test.operator === '!' ? test.argument : test;
      return isEmpty(alternate) ? holds(consequent, tested) : isEmpty(consequent) && holds(alternate, tested);
    }

    /** Whether a variable is an object that its function has just written. */
    function isNew(identifier) {
      const { references } = context.sourceCode.getScope(identifier);
      const variable = references.find((reference) => reference.identifier === identifier)?.resolved;
      return variable?.defs[0]?.node.init?.type === 'ObjectExpression';
    }

    function check(value) {
      if (value.type === 'LogicalExpression' && value.operator === '&&') report(value);
      if (value.type !== 'ConditionalExpression') return;
      if (isOdd(value)) report(value);
      check(value.consequent);
      check(value.alternate);
    }

    return {
      'ObjectExpression > SpreadElement': ({ argument }) => check(argument),
      "CallExpression[callee.object.name='Object'][callee.property.name='assign']": ({
        arguments: given,
      }) => {
        for (const value of given)
          if (value.type === 'ConditionalExpression' || value.operator === '&&') report(value);
      },
      // if (x !== undefined) object.x = x;
      "IfStatement[alternate=null] > BinaryExpression.test[operator='!==']": ({ left, right, parent }) => {
        const { consequent } = parent;
        const [statement, more] = consequent.type === 'BlockStatement' ? consequent.body : [consequent];
        const assignment = statement?.expression;
        if (more !== undefined || assignment?.type !== 'AssignmentExpression' || !isUndefined(right)) return;
        const { object, computed } = assignment.left;
        if (assignment.operator !== '=' || object?.type !== 'Identifier' || computed) return;
        if (textOf(assignment.right) === textOf(left) && isNew(object)) report(assignment);
      },
    };
  },
};
