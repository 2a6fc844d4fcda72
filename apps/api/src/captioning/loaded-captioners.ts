/** @file The models in a process's memory; the one that was used longest ago makes room. */

interface Disposable {
  dispose(): void;
}

export class LoadedCaptioners<Captioner extends Disposable> {
  readonly #bytesMax: number;
  readonly #load: (folder: string) => Promise<Captioner>;
  /** The one that was used last at the end. */
  readonly #kept = new Map<string, { readonly captioner: Captioner; readonly bytes: number }>();

  /** @param bytesMax of weights that stay loaded; the model in use stays whatever its size. */
  constructor(bytesMax: number, load: (folder: string) => Promise<Captioner>) {
    this.#bytesMax = bytesMax;
    this.#load = load;
  }

  get ids(): string[] {
    return [...this.#kept.keys()];
  }

  /** One at a time: what it answers may be disposed by the next call. @throws what loading throws. */
  async get(id: string, folder: string, bytes: number): Promise<Captioner> {
    const known = this.#kept.get(id);
    this.#kept.delete(id);
    // Room first: two large models at once may be more than there is memory.
    if (!known) this.#makeRoom(bytes);
    const entry = known ?? { captioner: await this.#load(folder), bytes };
    this.#kept.set(id, entry);
    return entry.captioner;
  }

  #makeRoom(bytes: number): void {
    let total = [...this.#kept.values()].reduce((sum, entry) => sum + entry.bytes, bytes);
    for (const [id, entry] of this.#kept) {
      if (total <= this.#bytesMax) return;
      entry.captioner.dispose();
      this.#kept.delete(id);
      total -= entry.bytes;
    }
  }
}
