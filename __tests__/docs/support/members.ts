import { code } from './tree';

/** A declaration at the first level of a file: its heading names bases, its body has the members. */
const declaration =
  /^(?:export )?(?:declare )?(?:abstract )?(?:interface|class|type|const enum|enum|const|namespace) ([A-Z]\w*)\b([^]*?)(?=^\S(?<![}\])|&<>]))/gm;

const declared = new Map<string, string[]>();
for (const [file, text] of code)
  if (/\.(ts|tsx|cs)$/.test(file))
    for (const [, name = '', body = ''] of `${text}\n;`.matchAll(declaration))
      declared.set(name, [...(declared.get(name) ?? []), body]);

/** Whether a type of this name has a member, itself or by a type that it names; undefined: not ours. */
export function hasMember(type: string, member: string): boolean | undefined {
  const bodies = declared.get(type);
  if (bodies === undefined) return undefined;
  const word = new RegExp(`(?<![\\w$])#?${member}(?![\\w$])`);
  if (bodies.some((body) => word.test(body))) return true;
  const bases = bodies.flatMap((body) => /^[^{]*/.exec(body)?.[0].match(/\b[A-Z]\w*/g) ?? []);
  const outer = bases.filter((base) => base !== type);
  if (outer.some((base) => !declared.has(base))) return undefined;
  return outer.some((base) => hasMember(base, member) !== false);
}
