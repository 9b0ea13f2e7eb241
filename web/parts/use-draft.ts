import { useSignal } from '@preact/signals';

/** The value of a control while a person changes it. */
export interface Draft<Value> {
  /** The value in the control. */
  readonly shown: Value;
  readonly type: (value: Value) => void;
  readonly commit: (value: Value) => void;
  /** Ends a change without committing it. */
  readonly leave: () => void;
}

/**
 * Keeps a typed or dragged value until it is committed or left: the value of the control comes from a
 * document that changes meanwhile.
 * @param take takes a committed value; the draft is shown until its promise settles
 */
export function useDraft<Value extends string | number>(
  value: Value,
  take: (value: Value) => unknown,
): Draft<Value> {
  const draft = useSignal<Value | undefined>(undefined);
  const leave = (): void => {
    draft.value = undefined;
  };
  return {
    shown: draft.value ?? value,
    type: (next) => {
      draft.value = next;
    },
    commit: (next) => {
      draft.value = next;
      const end = (): void => {
        // A person may have typed more meanwhile.
        if (draft.peek() === next) leave();
      };
      Promise.resolve(take(next)).then(end, end);
    },
    leave,
  };
}
