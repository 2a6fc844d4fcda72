import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatSafetensors, parseSafetensors, type StoredTensor } from "./safetensors.ts";

const bytesOf = (tensors: ReadonlyMap<string, StoredTensor>): Buffer => Buffer.concat(formatSafetensors(tensors));
const sound = new Map<string, StoredTensor>([
  ["b", { shape: [3], data: Uint8Array.from([7, 8, 9]) }],
  ["a.weight", { shape: [2, 2], data: Float32Array.from([1, -2, 3.5, 1e-30]) }],
  ["ids", { shape: [1, 2], data: Int32Array.from([-1, 5]) }],
  ["empty", { shape: [0, 4], data: new Float32Array(0) }],
]);

/** A file with this header and this many bytes of data. */
function fileOf(header: unknown, dataBytes: number): Buffer {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.byteLength));
  return Buffer.concat([length, json, Buffer.alloc(dataBytes)]);
}
const one = (entry: unknown, dataBytes = 8): Buffer => fileOf({ x: entry }, dataBytes);

test("what is written is read back", () => {
  expect(parseSafetensors(bytesOf(sound))).toEqual(new Map([...sound].map(([name, tensor]) => [name, tensor])));
});

test("metadata of other programs is passed over", () => {
  const file = fileOf({ __metadata__: { format: "pt" }, x: { dtype: "F32", shape: [2], data_offsets: [0, 8] } }, 8);
  expect([...parseSafetensors(file).keys()]).toEqual(["x"]);
});

describe("is refused:", () => {
  const entry = (change: object): object => ({ dtype: "F32", shape: [2], data_offsets: [0, 8], ...change });
  test.each<[string, Buffer]>([
    ["an empty file", Buffer.alloc(0)],
    ["a header longer than the file", Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 123])],
    ["a header of 2^63 bytes", Buffer.from([0, 0, 0, 0, 0, 0, 0, 128, 123, 125])],
    ["a header over 1 MiB", fileOf(" ".repeat(1024 * 1024 + 1), 0)],
    ["a header that is not JSON", fileOf("{", 0)],
    ["a header that is a list", fileOf([], 0)],
    ["a pickle", Buffer.from("\u0080\u0002}q\u0000(X\u0005\u0000\u0000\u0000modelq\u0001", "latin1")],
    ["an entry that is null", one(null)],
    ["an unknown type", one(entry({ dtype: "F64" }))],
    ["a type from the prototype", one(entry({ dtype: "constructor" }))],
    ["a negative size", one(entry({ shape: [-2] }))],
    ["a size that is not whole", one(entry({ shape: [1.5] }))],
    ["a product that overflows", one(entry({ shape: [2 ** 40, 2 ** 40] }))],
    ["too many dimensions", one(entry({ shape: [2, 1, 1, 1, 1, 1, 1, 1, 1] }))],
    ["a range beyond the file", one(entry({ shape: [3], data_offsets: [0, 12] }))],
    ["a range backwards", one(entry({ data_offsets: [8, 0] }))],
    ["a range that does not fit the shape", one(entry({ shape: [1] }))],
    ["two tensors that overlap", fileOf({ x: entry({}), y: entry({ data_offsets: [4, 12] }) }, 12)],
    ["a hole between tensors", fileOf({ x: entry({}), y: entry({ data_offsets: [12, 20] }) }, 20)],
    ["bytes that belong to nothing", one(entry({}), 9)],
  ])("%s", (_, file) => {
    expect(() => parseSafetensors(file)).toThrow(expect.objectContaining({ code: "CHECKPOINT_DAMAGED" }));
  });
});

test("no change of any bytes makes the reader do anything but read or refuse", () => {
  const file = bytesOf(sound);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(file.byteLength - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.nat(file.byteLength),
      (changes, cut) => {
        const mutated = Buffer.from(file);
        for (const [at, value] of changes) mutated[at] = value;
        const whole = cut % 3 === 0 ? mutated.subarray(0, cut) : mutated;
        try {
          for (const { shape, data } of parseSafetensors(whole).values())
            expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
        } catch (error) {
          expect(error).toMatchObject({ code: "CHECKPOINT_DAMAGED" });
        }
      },
    ),
    { numRuns: 2000 },
  );
});
