/** Generated at build time from the folders game/games/<name>/ (tools/build/pages.ts). */
declare module 'turnlift:games' {
  import { type Game } from '../core/define';

  /** Loads a game by its name. */
  export const drawings: Readonly<Record<string, () => Promise<Game | undefined>>>;
}

/** Bundled into a separate file (tools/build/pages.ts): the address of the lab's worker. */
declare module 'turnlift:lab-worker' {
  const address: string;
  export default address;
}

/** Bundled into the page's style sheet. */
declare module '*.css';
