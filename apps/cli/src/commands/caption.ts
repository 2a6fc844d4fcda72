/** @file `capstan caption PICTURE`: what CATR's users typed as `python predict.py --path`. */
import { openAsBlob, statSync } from "node:fs";
import path from "node:path";
import { InvalidArgumentError } from "commander";
import type { AddCommand, Context } from "../command.ts";
import { examples } from "../command.ts";
import { assertNoErrors, CliError } from "../cli-error.ts";
import { findCheckpointId } from "../find-checkpoint.ts";
import { CaptionImageDocument } from "../graphql/documents.generated.ts";
import { say, sayJson } from "../print.ts";

interface CaptionOptions {
  readonly checkpoint: string;
  readonly beam?: number;
  readonly json?: boolean;
  readonly catrExact?: boolean;
}

const PICTURE_BYTES_MAX = 10 * 1024 ** 2;

function beamWidth(text: string): number {
  const width = Number(text);
  if (!Number.isInteger(width) || width < 1 || width > 20) throw new InvalidArgumentError("It is a whole number from 1 to 20.");
  return width;
}

export const addCaption: AddCommand = (program, context) => {
  program
    .command("caption <picture>")
    .description("Caption a picture with a trained checkpoint")
    .option("--checkpoint <ref>", "an id, an alias, run:kind such as 12:best, or best (of the newest run that has one)", "best")
    .option("--beam <width>", "search with so many beams instead of greedily", beamWidth)
    .option("--catr-exact", "as CATR's predict.py does: the picture unpadded, greedily; for weights that CATR trained")
    .option("--json", "text, probabilities, tokens and time as JSON")
    .addHelpText(
      "after",
      examples(
        "capstan caption photo.jpg",
        "capstan caption photo.jpg --checkpoint production --beam 3",
        "capstan caption photo.jpg --checkpoint 12:best --json",
      ),
    )
    .action((picture: string, options: CaptionOptions) => caption(context, picture, options));
  program
    .command("predict")
    .description("The same as caption, with CATR's flags")
    .requiredOption("--path <picture>", "picture to caption")
    .option("--checkpoint <ref>", "as for caption", "best")
    .option("--v <version>", "CATR's model version; only custom, which is what --checkpoint names")
    .option("--beam <width>", "as for caption", beamWidth)
    .option("--catr-exact", "as for caption")
    .option("--json", "as for caption")
    .action((options: CaptionOptions & { path: string; v?: string }) => {
      if (options.v !== undefined && options.v !== "custom")
        throw new CliError(
          `CATR's downloaded model “${options.v}” is not here. Import its weights in the dashboard, then name them: --checkpoint ALIAS`,
          { exitCode: 2 },
        );
      return caption(context, options.path, options);
    });
};

async function caption(context: Context, picture: string, { checkpoint, beam, json, catrExact }: CaptionOptions): Promise<void> {
  if (beam && catrExact) throw new CliError("--catr-exact is greedy, as CATR is. Leave out --beam or --catr-exact.", { exitCode: 2 });
  const file = path.resolve(context.env.cwd, picture);
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new CliError(`${file} is not a file.`, { exitCode: 2 });
  if (found.size > PICTURE_BYTES_MAX)
    throw new CliError(
      `${file} has ${Math.ceil(found.size / 1e6)} MB; a picture may have 10 MiB. Make it smaller: 1000 pixels are plenty.`,
    );
  const api = await context.api();
  const id = await findCheckpointId(api, checkpoint);
  const decoding = beam ? { strategy: "BEAM" as const, beamWidth: beam } : catrExact ? { catrExact } : null;
  // The file takes the place of this null on the way (multipart request specification).
  const variables = { input: { image: { file: null as unknown as File }, checkpoint: { id }, decoding } };
  const { captionImage } = await api.callWithFile(
    CaptionImageDocument,
    variables,
    "variables.input.image.file",
    await openAsBlob(file),
    path.basename(file),
  );
  assertNoErrors(captionImage.errors);
  if (json) return sayJson(captionImage.caption);
  say(captionImage.caption!.text);
}
