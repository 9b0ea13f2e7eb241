import fs from 'node:fs';
import path from 'node:path';
import { findProjectRoot } from '../../../tools/project';

/** One item of a list. */
interface Item {
  /** The text, without line breaks. */
  readonly text: string;
  /** Its code spans. */
  readonly spans: readonly string[];
}

/** A list of the section, with the sentences before it. */
interface List {
  readonly before: string;
  readonly items: readonly Item[];
}

const readme = fs.readFileSync(path.join(findProjectRoot(), 'README.md'), 'utf8');
const [, section = ''] = /^## What CI runs\n([^]*?)^## /m.exec(readme) ?? [];

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const spansOf = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);

/** The lists of the README's section on CI, in its order. */
export const listsOfCi: readonly List[] = [...section.matchAll(/([^]*?)((?:^- .*\n(?:  .*\n)*)+)/gm)].map(
  ([, before = '', list = '']) => ({
    before: oneLine(before),
    items: list
      .split(/^- /m)
      .slice(1)
      .map((item) => ({ text: oneLine(item), spans: spansOf(item) })),
  }),
);

/** The commands among the code spans of a list. */
export const commandsIn = ({ items }: List): readonly string[] =>
  items.flatMap(({ spans }) => spans.filter((span) => /^(npm|npx|node|\.ci\/\S+)( |$)/.test(span)));

/** The Nodes that a text lists: "Node 20, 22 and 24". */
export const nodesIn = (text: string): readonly string[] =>
  /\bNode ((?:\d+, )*\d+ and \d+)/.exec(text)?.[1]?.match(/\d+/g) ?? [];
