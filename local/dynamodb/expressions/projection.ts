import { type AttributeValue, type Item } from 'dynalite/db';
import { parseProjection } from './parse-update';
import { refuseOverlap } from './overlap';
import { Problems } from './problems';
import { type Path, type References } from './references';
import { attributeOf } from './value';

/** Reads and checks a ProjectionExpression. @throws ExpressionError */
export function projectionOf(expression: string, references: References): readonly Path[] {
  const written = parseProjection(expression);
  const problems = new Problems();
  const paths = written.map((steps) => references.path(steps, problems)).filter((path) => path !== undefined);
  refuseOverlap(paths, problems);
  problems.raise();
  return paths;
}

/** The wanted parts below a step; without members: all of it. */
interface Wanted {
  readonly members: Map<string | number, Wanted>;
}

/**
 * An item's values at some paths, in lists and maps of the same shape. Elements of a list move together, and
 * a list or map without any of the values is left out.
 */
export function project(item: Item, paths: readonly Path[]): Item {
  const root: Wanted = { members: new Map() };
  for (const path of paths) {
    let at = root;
    for (const step of path) {
      const next = at.members.get(step) ?? { members: new Map() };
      at.members.set(step, next);
      at = next;
    }
  }
  return membersOf(item, root);
}

function pick(value: AttributeValue, wanted: Wanted): AttributeValue | undefined {
  if (wanted.members.size === 0) return value;
  if (value.M) {
    const members = membersOf(value.M, wanted);
    return Object.keys(members).length > 0 ? { M: members } : undefined;
  }
  if (!value.L) return undefined;
  const list = value.L;
  const elements = [...wanted.members]
    .flatMap(([step, below]) => (typeof step === 'number' ? [{ step, below }] : []))
    .sort((left, right) => left.step - right.step)
    .flatMap(({ step, below }) => {
      const element = list[step];
      return (element && pick(element, below)) ?? [];
    });
  return elements.length > 0 ? { L: elements } : undefined;
}

function membersOf(members: Readonly<Record<string, AttributeValue>>, wanted: Wanted): Item {
  return Object.fromEntries(
    [...wanted.members].flatMap(([step, below]) => {
      const member = typeof step === 'string' ? attributeOf(members, step) : undefined;
      const picked = member && pick(member, below);
      return picked ? [[step, picked]] : [];
    }),
  );
}
