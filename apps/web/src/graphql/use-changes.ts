"use client";
import { useRef } from "react";

/** Compares facts with the last ones of the same key, for streams that repeat what is known. */
export function useChanges(): (key: string, fact: string) => "new" | "changed" | "same" {
  const known = useRef(new Map<string, string>());
  return (key, fact) => {
    const before = known.current.get(key);
    known.current.set(key, fact);
    if (before === undefined) return "new";
    return before === fact ? "same" : "changed";
  };
}
