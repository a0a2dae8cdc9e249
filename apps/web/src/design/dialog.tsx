import { useEffect, useId, useRef, type ReactNode } from 'react';
import { classes } from './classes.js';

interface DialogGiven {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly actions: ReactNode;
  /** Closing by Esc would lose something or lead nowhere. */
  readonly stays?: boolean;
  readonly wide?: boolean;
}

/** A question that has to be answered before going on: native, with the focus on its heading, closed by Esc. */
export function Dialog({ title, onClose, children, actions, stays = false, wide = false }: DialogGiven) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element && !element.open) element.showModal();
    heading.current?.focus();
    return () => {
      element?.close();
      // What was pressed may be gone with the state it belonged to.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog} aria-labelledby={titleId}
      className={classes('m-auto max-h-[90dvh] w-[calc(100%-2rem)] overflow-auto rounded-16 border border-solid-gray-420 bg-white p-6 backdrop:bg-opacity-gray-600', wide ? 'max-w-200' : 'max-w-140')}
      onCancel={(event) => {
        event.preventDefault();
        if (!stays) onClose();
      }}
    >
      <h2 id={titleId} ref={heading} tabIndex={-1} className="text-std-20B-150">{title}</h2>
      <div className="mt-4 space-y-4">{children}</div>
      <div className="mt-6 flex flex-wrap gap-3">{actions}</div>
    </dialog>
  );
}
