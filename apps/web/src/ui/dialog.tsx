"use client";
import { X } from "lucide-react";
import { useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { Button, IconButton } from "./button.tsx";
import { Heading } from "./text.tsx";
import { DialogToasts } from "./toast-region.tsx";

interface DialogProps {
  title: string;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}
/** The browser's own dialog: it keeps the focus inside, closes on Escape and gives the focus back. Mounted means open. */
export function Dialog({ title, onClose, wide, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Closed before it leaves the page: afterwards the browser would not give the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a click beside the dialog closes it, as Escape does
    <dialog
      ref={ref}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
      className={`w-[calc(100%-32px)] animate-arrive rounded-lg border border-line bg-raised text-left shadow-lg ${wide ? "max-w-3xl" : "max-w-lg"}`}
    >
      <div className="flex flex-col gap-4 p-6">
        <header className="flex items-start justify-between gap-4">
          <Heading level={2} id={id}>
            {title}
          </Heading>
          <IconButton label="Close" icon={X} onClick={onClose} />
        </header>
        {children}
      </div>
      <DialogToasts />
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  /** What will happen, and whether it can be taken back. */
  children: ReactNode;
  action: string;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}
export function Confirm({ title, children, action, busy, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="text-ink-2">{children}</div>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button variant="danger" busy={busy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
