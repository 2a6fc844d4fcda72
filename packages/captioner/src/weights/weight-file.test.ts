/** @file Files that PyTorch wrote (test/golden/torch-files), read without PyTorch; and what hostile and broken ones are told. */
import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesInMemory } from "./byte-source.ts";
import { formatHeader, formatSafetensors } from "./safetensors.ts";
import { openWeightFile, type WeightFile } from "./weight-file.ts";

const folder = new URL("../../../../test/golden/torch-files/", import.meta.url);
const bytesOf = (name: string): Buffer => readFileSync(new URL(name, folder));
const openBytes = (bytes: Uint8Array): Promise<WeightFile> => openWeightFile(bytesInMemory(bytes));
const openNamed = (name: string): Promise<WeightFile> => openBytes(bytesOf(name));

type Told = Readonly<Record<string, { readonly shape: readonly number[]; readonly values: readonly string[] }>>;
const told = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")) as { readonly state: Told; readonly linear: Told };
const numberOf = (text: string): number => (text === "inf" ? Number.POSITIVE_INFINITY : Number(text));

const refused = (message: RegExp): unknown =>
  expect.objectContaining({ code: "CHECKPOINT_DAMAGED", message: expect.stringMatching(message) });
const read = async (file: WeightFile): Promise<Told> => {
  const found: Record<string, Told[string]> = {};
  for (const [name, { shape, dtype }] of file.tensors)
    if (dtype !== "int64") found[name] = { shape, values: [...(await file.read(name))].map((value) => String(value)) };
  return found;
};
const asFloat32 = (expected: Told): Told =>
  Object.fromEntries(
    Object.entries(expected).map(([name, { shape, values }]) => [
      name,
      { shape, values: values.map((value) => String(Math.fround(numberOf(value)))) },
    ]),
  );

describe.each([
  ["zip.pth", "PyTorch"],
  ["legacy.pth", "PyTorch before 1.6"],
  ["protocol-4.pth", "PyTorch"],
])("%s", (name, format) => {
  test("holds every number that PyTorch wrote: views, shared storages, halves, doubles, scalars, nothing", async () => {
    const file = await openNamed(name);
    const { count, ...floats } = asFloat32(told.state);
    expect(await read(file)).toEqual(floats);
    expect(file).toMatchObject({ format, under: null, besides: [] });
    expect(file.tensors.get("count")).toEqual({ shape: count!.shape, dtype: "int64" });
    await expect(file.read("count")).rejects.toEqual(refused(/int64/));
  });
});

test.each(["checkpoint.pth", "checkpoint-legacy.pth"])(
  "%s: the weights lie under “model”, and what else there is is told",
  async (name) => {
    const file = await openNamed(name);
    expect(file).toMatchObject({ under: "model", besides: ["optimizer", "lr_scheduler", "epoch"] });
    expect(await read(file)).toEqual(asFloat32(told.linear));
  },
);

test("parameters that were not detached are tensors, too", async () => {
  expect(await read(await openNamed("parameters.pth"))).toEqual(asFloat32(told.linear));
});

test("safetensors of half, bfloat and double width become float32", async () => {
  const data = Buffer.alloc(8 + 2 + 2);
  data.writeDoubleLE(0.5, 0);
  data.writeUInt16LE(0xc100, 8);
  data.writeUInt16LE(0xc020, 10);
  const header = JSON.stringify({
    a: { dtype: "F64", shape: [1], data_offsets: [0, 8] },
    b: { dtype: "F16", shape: [], data_offsets: [8, 10] },
    c: { dtype: "BF16", shape: [1, 1], data_offsets: [10, 12] },
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const file = await openBytes(Buffer.concat([length, Buffer.from(header), data]));
  expect(await read(file)).toEqual({
    a: { shape: [1], values: ["0.5"] },
    b: { shape: [], values: ["-2.5"] },
    c: { shape: [1, 1], values: ["-2.5"] },
  });
});

test("a head that is written before its tensors is that of the whole file", () => {
  const tensors = new Map([["ä", { shape: [2], data: Float32Array.from([1, 2]) }]]);
  expect(Buffer.from(formatSafetensors(tensors)[0]!)).toEqual(Buffer.from(formatHeader([{ name: "ä", dtype: "F32", shape: [2] }])));
});

describe("is refused, and nothing of it runs:", () => {
  const pickled = (...opcodes: (string | Buffer)[]): Buffer =>
    Buffer.concat(opcodes.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part)));
  /** The magic number, the protocol and the system of an old file, then `object`. */
  const legacy = (object: Buffer): Buffer => {
    const whole = bytesOf("legacy.pth");
    const systemEnd = whole.indexOf(Buffer.from("u.", "latin1")) + 2;
    return Buffer.concat([whole.subarray(0, systemEnd), object, pickled("\x80\x02].")]);
  };
  test.each<[string, Buffer, RegExp]>([
    [
      "a checkpoint that calls os.system",
      bytesOf("canary.pth"),
      /asks for “(posix|os|nt)\.system”.*nothing of it was run.*torch\.save\(model\.state_dict\(\)/,
    ],
    ["the same in the old format", bytesOf("canary-legacy.pth"), /asks for “(posix|os|nt)\.system”/],
    ["a pickle that is no PyTorch file", bytesOf("canary.pkl"), /neither a file of PyTorch's/],
    ["a whole module", bytesOf("whole-module.pth"), /asks for “torch\.nn\.modules\.linear\.Linear”/],
    ["an expanded view, small on the disk and large in memory", bytesOf("expanded.pth"), /“big” as an expanded view/],
    ["a class by NEWOBJ", legacy(pickled("\x80\x02ccollections\nOrderedDict\n)\x81.")), /opcode NEWOBJ/],
    ["a class by INST", legacy(pickled("\x80\x02(ios\nsystem\n.")), /opcode INST/],
    ["a class by OBJ", legacy(pickled("\x80\x02(ccollections\nOrderedDict\no.")), /opcode OBJ/],
    ["an extension", legacy(pickled("\x80\x02\x82\x01.")), /opcode EXT1/],
    ["eval", legacy(pickled("\x80\x02cbuiltins\neval\n.")), /asks for “builtins\.eval”/],
    ["eval, by the stack", legacy(pickled("\x80\x04\x8c\x08builtins\x8c\x04eval\x93.")), /asks for “builtins\.eval”/],
    ["a name of the prototype", legacy(pickled("\x80\x02ctorch\n__proto__\n.")), /asks for “torch\.__proto__”/],
    ["a call of a storage's type", legacy(pickled("\x80\x02ctorch\nFloatStorage\n)R.")), /calls “torch\.FloatStorage”/],
    ["attributes for a list", legacy(pickled("\x80\x02]}b.")), /gives attributes/],
    ["a list that holds itself", legacy(pickled("\x80\x02]q\x00h\x00a.")), /no weights by name/],
    ["an empty stack", legacy(pickled("\x80\x02.")), /takes more from its stack/],
    ["a memory that was never set", legacy(pickled("\x80\x02h\x07.")), /never there/],
    [
      "a million lists",
      legacy(Buffer.concat([pickled("\x80\x02("), Buffer.alloc(1_000_000, "]"), pickled("l.")])),
      /more than 500000 lists/,
    ],
    ["text that claims four gigabytes", legacy(pickled("\x80\x02X\xff\xff\xff\xff.")), /ends early/],
    ["a whole number of a gigabyte", legacy(pickled("\x80\x02\x8b\x00\x00\x00\x40.")), /whole number of/],
    ["a download that broke off", bytesOf("zip.pth").subarray(0, 2_000), /ends before its directory/],
    ["an old one that broke off", bytesOf("legacy.pth").subarray(0, 1_590), /points to|ends before/],
    ["nothing at all", Buffer.alloc(0), /points to/],
    ["a picture", Buffer.from("\x89PNG\r\n\x1a\n0000000000000000", "latin1"), /neither a file of PyTorch's/],
  ])("%s", async (_, bytes, message) => {
    await expect(openBytes(bytes)).rejects.toEqual(refused(message));
    expect(existsSync("canary-was-here")).toBe(false);
  });

  test.each(["zip.pth", "legacy.pth"])("a tensor of %s that reaches into the next one's numbers", async (name) => {
    const bytes = bytesOf(name);
    // The sizes of `plain`, [2, 3], as the pickle has them.
    const at = bytes.indexOf(Buffer.from([0x4b, 2, 0x4b, 3, 0x86]));
    expect(at).toBeGreaterThan(0);
    bytes[at + 1] = 4;
    await expect(openBytes(bytes)).rejects.toEqual(refused(/“plain” reaches beyond its storage/));
  });

  test("numbers that have changed", async () => {
    const bytes = bytesOf("zip.pth");
    const at = bytes.indexOf(Buffer.from(Float32Array.of(numberOf(told.state.plain!.values[0]!)).buffer));
    bytes[at]! ^= 1;
    await expect(openBytes(bytes).then((file) => file.read("plain"))).rejects.toEqual(refused(/“plain” have changed/));
  });
});

test.each(["zip.pth", "checkpoint-legacy.pth", "protocol-4.pth", "checkpoint.pth"])(
  "no change of any bytes of %s does anything but be read or be refused",
  async (name) => {
    const sound = bytesOf(name);
    const change = fc.tuple(fc.nat(sound.byteLength - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat(sound.byteLength * 4), async (changes, cut) => {
        const bytes = Buffer.from(sound);
        for (const [at, value] of changes) bytes[at] = value;
        try {
          const file = await openBytes(bytes.subarray(0, cut));
          for (const [tensor, { shape }] of file.tensors) {
            const values = await file.read(tensor).catch((error: unknown) => error);
            if (values instanceof Float32Array) expect(values.length).toBe(shape.reduce((product, size) => product * size, 1));
            else expect(values).toMatchObject({ code: "CHECKPOINT_DAMAGED" });
          }
        } catch (error) {
          expect(error).toMatchObject({ code: "CHECKPOINT_DAMAGED" });
        }
      }),
      { numRuns: 2_500 },
    );
    expect(existsSync("canary-was-here")).toBe(false);
  },
);
