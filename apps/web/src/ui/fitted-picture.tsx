import type { ReactNode } from "react";

/** A picture as large as it may be, in its own shape; `children` lie exactly over it. Small ones are enlarged. */
export function FittedPicture({ src, alt, children }: { src: string; alt: string; children?: ReactNode }) {
  return (
    <div className="flex justify-center rounded-md bg-sunken p-4">
      <div className="relative overflow-hidden rounded-sm">
        <img src={src} alt={alt} className="block h-72 max-h-[50vh] w-auto max-w-full object-contain" />
        {children}
      </div>
    </div>
  );
}
