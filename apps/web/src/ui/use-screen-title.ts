"use client";
import { useEffect } from "react";

/** Names the browser's tab after what is shown, once that is known. */
export function useScreenTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Capstan`;
  }, [title]);
}
