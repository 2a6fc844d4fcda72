import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

test("work under one key goes one at a time and in order, a failure included; other keys do not wait", async () => {
  const turns = new Turns();
  const said: string[] = [];
  let running = 0;
  const work =
    (name: string, fails = false) =>
    async () => {
      running++;
      expect(running).toBe(1);
      await Promise.resolve();
      said.push(name);
      running--;
      if (fails) throw new Error(name);
      return name;
    };
  const answers = await Promise.allSettled([turns.take("a", work("1")), turns.take("a", work("2", true)), turns.take("a", work("3"))]);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(said).toEqual(["1", "2", "3"]);
  let open = (): void => {};
  const stuck = turns.take("a", () => new Promise<void>((resolve) => (open = resolve)));
  expect(await turns.take("b", work("b"))).toBe("b");
  open();
  await stuck;
});
