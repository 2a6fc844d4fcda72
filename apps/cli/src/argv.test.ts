import fc from "fast-check";
import { expect, test } from "vitest";
import { normalizeArgv } from "./argv.ts";

test("CATR's underscores become hyphens in names, with the value beside or after the name", () => {
  const argv = ["train", "--batch_size", "16", "--weight_decay=1e-5", "--no_save", "--clip_max_norm", "0.1", "--log_step=50"];
  expect(normalizeArgv(argv)).toEqual([
    "train",
    "--batch-size",
    "16",
    "--weight-decay=1e-5",
    "--no-save",
    "--clip-max-norm",
    "0.1",
    "--log-step=50",
  ]);
});

test("values keep their underscores", () => {
  expect(normalizeArgv(["--name", "my_run", "--name=my_run", "--set=schedule.kind=a_b", "-o", "a_b", "photo_1.jpg"])).toEqual([
    "--name",
    "my_run",
    "--name=my_run",
    "--set=schedule.kind=a_b",
    "-o",
    "a_b",
    "photo_1.jpg",
  ]);
});

test("what follows -- stays as it is", () => {
  expect(normalizeArgv(["caption", "--", "--my_picture.jpg"])).toEqual(["caption", "--", "--my_picture.jpg"]);
});

test("doing it twice changes nothing more", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (argv) => {
      expect(normalizeArgv(normalizeArgv(argv))).toEqual(normalizeArgv(argv));
    }),
  );
});
