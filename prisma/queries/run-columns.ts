/** @file The columns of a run, for SQL of ours that answers whole runs. */
import { Prisma } from "../generated/client.ts";

const names = Object.values(Prisma.RunScalarFieldEnum);
const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Of a row called `run`, as Prisma calls them. */
export const RUN_FIELDS = Prisma.raw(names.map((name) => `run.${snake(name)} AS "${name}"`).join(", "));
