/** Generated at build time from the folders game/games/<name>/ (tools/build/pages.ts). */
declare module 'turnlift:games' {
  import { type Game } from '../core/define';

  /** Loads a game by its name. */
  export const drawings: Readonly<Record<string, () => Promise<Game | undefined>>>;
}

/** Drawn at build time from the same folders (tools/build/game-pictures.ts). */
declare module 'turnlift:pictures' {
  import { type Preview } from './drawing/picture';

  /** Absent: a game of which nothing can be shown without its code. */
  export const pictures: Readonly<Record<string, Preview>>;
}

/** Bundled into a separate file (tools/build/pages.ts): the address of the lab's worker. */
declare module 'turnlift:lab-worker' {
  const address: string;
  export default address;
}

/** Bundled into the page's style sheet. */
declare module '*.css';
