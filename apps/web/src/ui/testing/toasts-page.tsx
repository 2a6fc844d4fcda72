/** @file A page with nothing but toasts and dialogs, one over the other, for the test of both in a browser. */
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { Button } from "../button.tsx";
import { Dialog } from "../dialog.tsx";
import { ToastProvider, useSay } from "../toasts.tsx";
import "../theme.css";

/** Says something, opens another dialog over itself, and closes. */
function Level({ name, onClose }: { name: string; onClose?: () => void }) {
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => say(`said on ${name}`)}>{`Say on ${name}`}</Button>
      <Button onClick={() => setOpen(true)}>{`Open over ${name}`}</Button>
      {onClose && (
        <Button
          onClick={() => {
            say(`${name} is done`);
            onClose();
          }}
        >
          {`Finish ${name}`}
        </Button>
      )}
      {isOpen && (
        <Dialog title={`Over ${name}`} onClose={() => setOpen(false)}>
          <Level name={name === "the page" ? "the dialog" : "the inner dialog"} onClose={() => setOpen(false)} />
        </Dialog>
      )}
    </>
  );
}

createRoot(document.getElementById("root")!).render(
  <ToastProvider>
    <Level name="the page" />
  </ToastProvider>,
);
