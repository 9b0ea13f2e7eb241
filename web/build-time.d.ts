/** Made at build time of the folders game/games/<name>/ (tools/build/pages.ts). */
declare module 'turnlift:games' {
  import { type Game } from '../core/define';

  /** Loads a game by its name. */
  export const drawings: Readonly<Record<string, () => Promise<Game | undefined>>>;
}

/** Bundled into the page's style sheet. */
declare module '*.css';
