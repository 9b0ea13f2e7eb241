/** Escapes text for HTML elements and attributes. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Values are text: an element escapes them. */
export type Attributes = Readonly<Record<string, string | number>>;

const opening = (name: string, attributes: Attributes): string =>
  `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(String(value))}"`)
    .join('')}`;

/** An element around markup, which is written as it is. */
export const element = (name: string, attributes: Attributes, markup: string): string =>
  `${opening(name, attributes)}>${markup}</${name}>`;

/** A shape of SVG, which has no content. */
export const shape = (name: string, attributes: Attributes): string => `${opening(name, attributes)}/>`;
