"use client";
import { Picture } from "./picture.tsx";

interface PictureButtonProps {
  src: string;
  /** Stands under the picture and names the button. */
  label: string;
  isChosen?: boolean;
  onClick: () => void;
}
/** A picture to press. */
export function PictureButton({ src, label, isChosen, onClick }: PictureButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onClick}
      className="group flex min-w-0 flex-col gap-1.5 rounded-md text-left aria-pressed:outline-2 aria-pressed:outline-offset-2 aria-pressed:outline-accent"
    >
      <span className="block w-full transition-opacity group-hover:opacity-85">
        <Picture src={src} alt="" />
      </span>
      <span className="line-clamp-2 text-xs text-ink-2">{label}</span>
    </button>
  );
}
