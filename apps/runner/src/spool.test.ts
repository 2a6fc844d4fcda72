import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Spool, SpoolLost } from "./spool.ts";
import { encodeRecord, scanRecords } from "./spool-record.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "spool-"));
});
afterEach(() => rm(folder, { recursive: true }));

const open = (bytesMax = 1e9, segmentBytes = 4096) => Spool.open({ folder, bytesMax, segmentBytes, retryMs: 5 });
/** Everything that the spool would send from here on. */
async function drain(spool: Spool): Promise<string[]> {
  const bodies: string[] = [];
  for (let next = await spool.peek(); next; next = await spool.peek()) {
    bodies.push(next.body);
    await spool.acknowledge(next.sequence);
  }
  return bodies;
}

describe("records", () => {
  test("are read back as they were written, whatever they hold", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (bodies) => {
        const log = Buffer.concat(bodies.map((body, sequence) => encodeRecord(sequence, body)));
        const { records, soundBytes } = scanRecords(log);
        expect(soundBytes).toBe(log.length);
        expect(records.map(({ offset, bodyBytes }) => log.subarray(offset + 16, offset + 16 + bodyBytes))).toEqual(
          bodies.map((body) => Buffer.from(body)),
        );
      }),
    );
  });

  test("before a flipped bit are kept, the one that holds it and those after are not", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { minLength: 1, maxLength: 10 }),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        (bodies, at, bit) => {
          const encoded = bodies.map((body, sequence) => encodeRecord(sequence, body));
          const log = Buffer.concat(encoded);
          const byte = at % log.length;
          log[byte]! ^= 1 << bit;
          let before = 0;
          for (let end = 0; before < encoded.length && (end += encoded[before]!.length) <= byte;) before++;
          expect(scanRecords(log).records).toHaveLength(before);
        },
      ),
    );
  });
});

describe("a spool", () => {
  test("gives every report once, in order, over any mix of appends, sends, restarts and torn tails", async () => {
    const action = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant("append" as const), size: fc.integer({ min: 0, max: 3000 }) }) },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant("send" as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const), torn: fc.uint8Array({ maxLength: 40 }) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("lost-ack" as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
        await rm(folder, { recursive: true });
        let spool = await open();
        const written: string[] = [];
        const received = new Map<number, string>();
        for (const step of actions) {
          if (step.kind === "append") {
            const body = `${written.length} ${"x".repeat(step.size)}`;
            expect(await spool.append(body)).toBe(written.length);
            written.push(body);
          } else if (step.kind === "restart") {
            await spool.close();
            const newest = (await readdir(folder)).toSorted().at(-1);
            // A crash leaves the beginning of a record that was never acknowledged as durable.
            if (newest)
              await appendFile(path.join(folder, newest), encodeRecord(written.length, new Uint8Array(100)).subarray(0, step.torn.length));
            spool = await open();
            await spool.rewind(received.size);
          } else {
            const next = await spool.peek();
            if (!next) continue;
            expect(next.sequence).toBe(received.size);
            received.set(next.sequence, next.body);
            if (step.kind === "send") await spool.acknowledge(next.sequence);
            else await spool.rewind(next.sequence + 1);
          }
        }
        const rest = await drain(spool);
        expect([...received.values(), ...rest]).toEqual(written);
        await spool.close();
      }),
      { numRuns: 60 },
    );
  });

  test("goes back to a report that the API names, while it still holds it", async () => {
    const spool = await open();
    for (const body of ["a", "b", "c", "d"]) await spool.append(body);
    await spool.acknowledge(2);
    await spool.rewind(1);
    expect((await spool.peek())?.body).toBe("b");
    await spool.close();
  });

  test("says so when the API wants a report that is gone", async () => {
    const spool = await open(1e9, 1);
    for (const body of ["a", "b", "c"]) await spool.append(body);
    await spool.acknowledge(1);
    await expect(spool.rewind(0)).rejects.toThrow(SpoolLost);
    await spool.close();
  });

  test("goes on after reports that the API has and this disk does not", async () => {
    const spool = await open();
    await spool.append("a");
    await spool.rewind(5);
    expect(await spool.append("f")).toBe(5);
    expect((await spool.peek())?.body).toBe("f");
    await spool.close();
    const again = await open();
    await again.rewind(5);
    expect(await drain(again)).toEqual(["f"]);
    await again.close();
  });

  test("deletes files whose reports have all arrived", async () => {
    const spool = await open(1e9, 100);
    for (let i = 0; i < 20; i++) await spool.append("x".repeat(90));
    expect((await readdir(folder)).length).toBe(20);
    await spool.acknowledge(18);
    expect((await readdir(folder)).length).toBe(1);
    expect(spool.waitingBytes).toBe(106);
    await spool.close();
  });

  test("makes a writer wait while it is full, and drops nothing", async () => {
    const spool = await open(200);
    for (const body of ["a", "b"]) await spool.append(body.repeat(100));
    let written = false;
    const waiting = spool.append("c").then((sequence) => {
      written = true;
      return sequence;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(written).toBe(false);
    await spool.acknowledge(1);
    expect(await waiting).toBe(2);
    expect(await drain(spool)).toEqual(["c"]);
    await spool.close();
  });

  test("keeps what came before damage in the middle, and forgets the files after it", async () => {
    const spool = await open(1e9, 100);
    for (let i = 0; i < 4; i++) await spool.append(`${i}${"x".repeat(100)}`);
    await spool.close();
    const [, second] = (await readdir(folder)).toSorted();
    const bytes = await readFile(path.join(folder, second!));
    bytes[30]! ^= 1;
    await writeFile(path.join(folder, second!), bytes);
    const again = await open();
    expect(again.nextSequence).toBe(1);
    expect((await drain(again)).map((body) => body[0])).toEqual(["0"]);
    await again.close();
  });
});
