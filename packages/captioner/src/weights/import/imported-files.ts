/** @file The files of a checkpoint that an import makes: the same that a run's checkpoint has, less what only resume needs. */
import { formatVocabulary } from "@capstan/tokenizer/vocabulary";
import { formatHeader } from "../safetensors.ts";
import type { WeightFile } from "../weight-file.ts";
import type { ImportPlan } from "./plan-import.ts";

export interface ImportedFile {
  readonly name: string;
  /** The same bytes whenever it is asked. */
  pieces(): AsyncIterable<Uint8Array>;
}

async function* weightsOf(file: WeightFile, { tensors }: ImportPlan): AsyncGenerator<Uint8Array> {
  yield formatHeader(tensors.map(({ name, shape }) => ({ name, dtype: "F32", shape })));
  for (const { from } of tensors) {
    const values = await file.read(from);
    yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }
}

const WEIGHTS = "weights.safetensors";
/** The weights as a safetensors file under CATR's names, one tensor in memory at a time. */
export const importedWeights = (file: WeightFile, plan: ImportPlan): ImportedFile => ({
  name: WEIGHTS,
  pieces: () => weightsOf(file, plan),
});

/** Bytes of `importedWeights`. */
export function importedWeightsBytes({ tensors }: ImportPlan): number {
  const head = formatHeader(tensors.map(({ name, shape }) => ({ name, dtype: "F32", shape })));
  return tensors.reduce((sum, { shape }) => sum + 4 * shape.reduce((product, size) => product * size, 1), head.byteLength);
}

const text = (name: string, content: string): ImportedFile => ({
  name,
  pieces: async function* () {
    yield Buffer.from(content);
  },
});

/** Every file but the manifest, which comes last and says what the others are. */
export function importedFiles(file: WeightFile, plan: ImportPlan): ImportedFile[] {
  const { config, vocabulary, title, remarks } = plan;
  return [
    importedWeights(file, plan),
    ...(config ? [text("config.json", JSON.stringify(config, null, 2))] : []),
    ...(vocabulary ? [text("vocab.txt", formatVocabulary(vocabulary))] : []),
    text("import.json", JSON.stringify({ title, format: file.format, remarks }, null, 2)),
  ];
}

export interface WrittenFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** The manifest of files that were written: the form of a run's checkpoint, before its first step. */
export function importedManifest(files: readonly WrittenFile[]): ImportedFile {
  const measured = { validationLoss: null, scores: {}, intervals: {} };
  const manifest = { format: 1, step: 0, epoch: 0, kinds: ["IMPORTED"], ...measured, versions: { capstan: "0.1.0" }, files };
  return text("manifest.json", JSON.stringify(manifest, null, 2));
}
