import { type ExpressionNode } from '../../expressions/syntax';
import { type Expression } from '../../rule-set/rule-set';
import { slotsRead, typeOf } from '../program/paths';
import { type Program } from '../program/program';

/**
 * The number attribute of a path over all teams, through flatten, and through averages of teams of one
 * player.
 */
export function attributeOfAll(node: ExpressionNode, program: Program): string | undefined {
  if (node.kind === 'path') {
    return node.member.kind === 'attribute' && slotsRead(node, program).length === program.slots.length
      ? node.member.name
      : undefined;
  }
  if (node.name === 'flatten') return attributeOfAll(node.argument, program);
  const alone = program.stages.every((stage) => stage.maxPlayers.every((size) => size <= 1));
  const keeps =
    node.name === 'avg' ||
    node.name === 'min' ||
    node.name === 'max' ||
    node.name === 'median' ||
    node.name === 'sum';
  const several =
    node.argument.kind === 'path' && (node.argument.teams === 'all' || program.slots.length > 1);
  return alone && keeps && several ? attributeOfAll(node.argument, program) : undefined;
}

export function everyPlayersValue(measurements: readonly Expression[], program: Program): string | undefined {
  for (const measurement of measurements) {
    const attribute = attributeOfAll(measurement.node, program);
    if (
      attribute !== undefined &&
      typeOf(attribute, program.columns) !== 'string_list' &&
      typeOf(attribute, program.columns) !== 'string_number_map'
    )
      return attribute;
  }
  return undefined;
}
