/**
 * @file Reads a pickle as data. Pickles are programs for a small machine; this one knows the opcodes that weights need, calls
 * nothing, imports nothing, and refuses every other opcode and every name that is not on a short list.
 * @source CPython's Lib/pickletools.py, which states each opcode
 */
import { PickleBytes } from "./pickle-bytes.ts";
import { OPCODE_NAMES } from "./pickle-opcodes.ts";
import { PickleStack } from "./pickle-stack.ts";
import { type PickleValue, Tuple } from "./pickle-value.ts";
import { notWeights, unsound } from "./refuse.ts";
import { allowedGlobal, meaningOf, storageOf } from "./torch-globals.ts";

/** Newest protocol whose opcodes are known here. */
const PROTOCOL_MAX = 5;

type Opcode = (stack: PickleStack, bytes: PickleBytes) => void;

function fill(target: PickleValue, items: readonly PickleValue[]): void {
  if (!(target instanceof Map)) throw unsound("it sets items of something that is no dictionary");
  if (items.length % 2 !== 0) throw unsound("a dictionary has a key without a value");
  for (let i = 0; i < items.length; i += 2) target.set(items[i]!, items[i + 1]!);
}
function append(target: PickleValue, items: readonly PickleValue[]): void {
  if (!Array.isArray(target)) throw unsound("it appends to something that is no list");
  for (const item of items) target.push(item);
}
const tupleOf =
  (count: number): Opcode =>
  (stack) => {
    const items = Array.from({ length: count }, () => stack.pop());
    stack.push(new Tuple(items.reverse()));
  };
/** Dictionaries carry attributes, such as `_metadata`, that nobody needs here. */
const build: Opcode = (stack) => {
  stack.pop();
  if (!(stack.top() instanceof Map)) throw notWeights("gives attributes to something that is no dictionary");
};
const global: Opcode = (stack, bytes) => stack.push(allowedGlobal(bytes.line(), bytes.line()));
const stackGlobal: Opcode = (stack) => {
  const name = stack.pop();
  const module = stack.pop();
  if (typeof name !== "string" || typeof module !== "string") throw unsound("it asks for a name that is no text");
  stack.push(allowedGlobal(module, name));
};
const dictOf: Opcode = (stack) => {
  const dict = new Map<PickleValue, PickleValue>();
  fill(dict, stack.popSinceMark());
  stack.push(dict);
};

const OPCODES: Readonly<Record<string, Opcode>> = {
  FRAME: (_, bytes) => void bytes.uint64(),
  MARK: (stack) => stack.mark(),
  NONE: (stack) => stack.push(null),
  NEWTRUE: (stack) => stack.push(true),
  NEWFALSE: (stack) => stack.push(false),
  BININT: (stack, bytes) => stack.push(bytes.int32()),
  BININT1: (stack, bytes) => stack.push(bytes.uint8()),
  BININT2: (stack, bytes) => stack.push(bytes.uint16()),
  LONG1: (stack, bytes) => stack.push(bytes.long(bytes.uint8())),
  LONG4: (stack, bytes) => stack.push(bytes.long(bytes.uint32())),
  BINFLOAT: (stack, bytes) => stack.push(bytes.float64()),
  BINUNICODE: (stack, bytes) => stack.push(bytes.text(bytes.uint32())),
  BINUNICODE8: (stack, bytes) => stack.push(bytes.text(bytes.uint64())),
  SHORT_BINUNICODE: (stack, bytes) => stack.push(bytes.text(bytes.uint8())),
  BINSTRING: (stack, bytes) => stack.push(bytes.text(bytes.uint32())),
  SHORT_BINSTRING: (stack, bytes) => stack.push(bytes.text(bytes.uint8())),
  BINBYTES: (stack, bytes) => stack.push(bytes.bytes(bytes.uint32())),
  SHORT_BINBYTES: (stack, bytes) => stack.push(bytes.bytes(bytes.uint8())),
  EMPTY_DICT: (stack) => stack.push(new Map()),
  EMPTY_LIST: (stack) => stack.push([]),
  EMPTY_TUPLE: (stack) => stack.push(new Tuple([])),
  TUPLE: (stack) => stack.push(new Tuple(stack.popSinceMark())),
  TUPLE1: tupleOf(1),
  TUPLE2: tupleOf(2),
  TUPLE3: tupleOf(3),
  LIST: (stack) => stack.push(stack.popSinceMark()),
  DICT: dictOf,
  APPEND: (stack) => {
    const item = stack.pop();
    append(stack.top(), [item]);
  },
  APPENDS: (stack) => {
    const items = stack.popSinceMark();
    append(stack.top(), items);
  },
  SETITEM: (stack) => {
    const value = stack.pop();
    const key = stack.pop();
    fill(stack.top(), [key, value]);
  },
  SETITEMS: (stack) => {
    const items = stack.popSinceMark();
    fill(stack.top(), items);
  },
  BINPUT: (stack, bytes) => stack.remember(bytes.uint8()),
  LONG_BINPUT: (stack, bytes) => stack.remember(bytes.uint32()),
  MEMOIZE: (stack) => stack.remember(),
  BINGET: (stack, bytes) => stack.pushKnown(bytes.uint8()),
  LONG_BINGET: (stack, bytes) => stack.pushKnown(bytes.uint32()),
  GLOBAL: global,
  STACK_GLOBAL: stackGlobal,
  BINPERSID: (stack) => stack.push(storageOf(stack.pop())),
  REDUCE: (stack) => {
    const args = stack.pop();
    stack.push(meaningOf(stack.pop(), args));
  },
  BUILD: build,
};

/**
 * The value of the pickle at the start of `source`, and the bytes that it takes.
 * @throws {AppError} CHECKPOINT_DAMAGED that names the opcode or the global that weights have no need of, or says what is broken.
 */
export function readPickle(source: Uint8Array): { readonly value: PickleValue; readonly sizeBytes: number } {
  const bytes = new PickleBytes(source);
  const stack = new PickleStack();
  for (;;) {
    const code = bytes.uint8();
    const name = OPCODE_NAMES[code];
    if (name === "STOP") return { value: stack.pop(), sizeBytes: bytes.position };
    if (name === "PROTO") {
      const protocol = bytes.uint8();
      if (protocol > PROTOCOL_MAX) throw unsound(`it is a pickle of protocol ${protocol}`);
      continue;
    }
    if (name === undefined) throw unsound(`it holds the byte ${code} where an opcode belongs`);
    const opcode = Object.hasOwn(OPCODES, name) ? OPCODES[name] : undefined;
    if (!opcode) throw notWeights(`uses the opcode ${name}`);
    opcode(stack, bytes);
  }
}
