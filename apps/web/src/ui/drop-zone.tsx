"use client";
import { Upload } from "lucide-react";
import { useId, useState, type DragEvent } from "react";

interface DropZoneProps {
  label: string;
  hint: string;
  /** What the file dialog offers, for example `.zip`. */
  accept: string;
  onFile: (file: File) => void;
}
/** Takes one file by drop, by click, by keyboard. */
export function DropZone({ label, hint, accept, onFile }: DropZoneProps) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping is one more way; the input within is the one for keyboards
    <label
      htmlFor={id}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`flex min-h-36 flex-col items-center justify-center gap-2 rounded-lg border-2 border-dashed px-6 py-6 text-center transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${isOver ? "border-accent bg-accent-soft" : "border-line-strong hover:bg-hover"}`}
    >
      <Upload aria-hidden size={22} className="text-accent" strokeWidth={1.7} />
      <span className="font-medium">{label}</span>
      <span className="text-sm text-ink-3">{hint}</span>
      <input
        id={id}
        type="file"
        accept={accept}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          event.target.value = "";
        }}
      />
    </label>
  );
}
