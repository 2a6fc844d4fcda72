import { expect, test } from "vitest";
import { tagsOf } from "./tags-of.ts";

test.each([
  ["", []],
  [" , ,", []],
  ["a", ["a"]],
  [" first try,b, b ,second, ", ["first try", "b", "second"]],
])("“%s”", (text, tags) => expect(tagsOf(text)).toEqual(tags));
