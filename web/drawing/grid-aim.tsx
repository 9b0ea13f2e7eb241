import { useRef, useState } from 'preact/hooks';
import { type CellChoice, type GridPart } from '../../core/drawing';
import { type Json } from '../../core/json';
import { choiceOf, meantCell } from './grid-choices';
import { onlyAims, touchWidth } from './touch-width';

interface Aim {
  /** The cell that waits for a second press, and its choice. */
  readonly at: { readonly cell: number; readonly choice: CellChoice<Json> } | undefined;
  /** Notes what is pressing: not every browser's clicks report it. */
  readonly noteDown: (event: PointerEvent) => void;
  /** A press on a cell. */
  readonly press: (cell: number, event: MouseEvent) => void;
  /** Plays the choice of the cell that is aimed at. */
  readonly confirm: () => void;
}

/**
 * Presses on the cells of a grid: by a finger on cells that are small, the first one aims, the second plays.
 */
export function useAim(
  part: GridPart<Json>,
  mode: string | undefined,
  play: ((command: Json) => void) | undefined,
): Aim {
  const pointer = useRef<string | undefined>(undefined);
  const [aimed, setAimed] = useState<number | undefined>(undefined);
  const choice = aimed === undefined || play === undefined ? undefined : choiceOf(part, mode, aimed);
  const at = aimed === undefined || choice === undefined ? undefined : { cell: aimed, choice };
  return {
    at,
    noteDown: ({ pointerType }) => {
      pointer.current = pointerType;
    },
    press: (pressed, { currentTarget, detail }) => {
      const cell = meantCell(part, mode, pressed);
      const meant = choiceOf(part, mode, cell);
      const width =
        currentTarget instanceof Element ? currentTarget.getBoundingClientRect().width : touchWidth;
      // A click of the keyboard or of a script has no count.
      const by = detail === 0 ? undefined : pointer.current;
      const aims = meant !== undefined && play !== undefined && onlyAims(by, width, cell, at?.cell);
      setAimed(aims ? cell : undefined);
      if (!aims && meant !== undefined) play?.(meant.command);
    },
    confirm: () => {
      setAimed(undefined);
      if (choice !== undefined) play?.(choice.command);
    },
  };
}

/** A button that does the same as a second press on a cell, and that no finger misses. */
export function AimedAt({ name, confirm }: { readonly name: string; readonly confirm: () => void }) {
  return (
    <div class="aimed-at">
      <span role="status">Press {name} again, or</span>
      <button type="button" class="accent" onClick={confirm}>
        Choose {name}
      </button>
    </div>
  );
}
