/** Generated at build time from the folders game/games/<name>/ (tools/build/pages.ts). */
declare module 'turnlift:games' {
  /** Loads a game by its name. */
  export const drawings: Readonly<Record<string, () => Promise<import('../core/define').Game | undefined>>>;
}

/** Drawn at build time from the same folders (tools/build/game-pictures.ts). */
declare module 'turnlift:pictures' {
  /** Absent: a game of which nothing can be shown without its code. */
  export const pictures: Readonly<Record<string, import('./drawing/picture').Preview>>;
}

/** Bundled into a separate file (tools/build/pages.ts): the address of the lab's worker. */
declare module 'turnlift:lab-worker' {
  const address: string;
  export default address;
}

/** Bundled into the page's style sheet. */
declare module '*.css';
