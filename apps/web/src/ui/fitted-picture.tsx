"use client";
import { useState, type ReactNode } from "react";

/** A picture as large as it may be, in its own shape; `children` lie exactly over it. Small ones are enlarged. */
export function FittedPicture({ src, alt, children }: { src: string; alt: string; children?: ReactNode }) {
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <div className="flex min-h-36 items-center justify-center rounded-md bg-sunken p-4">
      {broken === src ? (
        <p className="text-ink-3">This browser cannot show the file as a picture.</p>
      ) : (
        <div className="relative overflow-hidden rounded-sm">
          <img src={src} alt={alt} onError={() => setBroken(src)} className="block h-72 max-h-[50vh] w-auto max-w-full object-contain" />
          {children}
        </div>
      )}
    </div>
  );
}
