import type { ReactNode } from "react";

interface PictureProps {
  src: string;
  /** What stands under the picture says more; empty when it says all. */
  alt: string;
  shape?: "square" | "natural";
  children?: ReactNode;
}
/** A picture in its frame, from a signed URL as it is; `children` lie over it. Small pictures are enlarged without blur. */
export function Picture({ src, alt, shape = "square", children }: PictureProps) {
  return (
    <span className={`relative block overflow-hidden rounded-md bg-sunken ${shape === "square" ? "aspect-square" : ""}`}>
      <img
        src={src}
        alt={alt}
        loading="lazy"
        decoding="async"
        className={shape === "square" ? "size-full object-contain" : "block h-auto max-h-[480px] w-full object-contain"}
      />
      {children}
    </span>
  );
}
