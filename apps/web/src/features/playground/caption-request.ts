/** @file Asks for a caption: the GraphQL multipart request, and the same as a curl to paste. */
import { CombinedError, stringifyDocument } from "@urql/core";
import {
  CaptionImageDocument,
  type CaptionImageMutation,
  type CheckpointRef,
  type DecodingInput,
} from "../../graphql/documents.generated.ts";
import { failureOf } from "../../graphql/failure.ts";

export type CaptionAnswer = NonNullable<CaptionImageMutation["captionImage"]["caption"]>;
export type CaptionOutcome = { ok: true; caption: CaptionAnswer } | { ok: false; code: string | null; message: string };

export const PICTURE_BYTES_MAX = 10 * 1024 * 1024;

interface CaptionRequest {
  origin: string;
  picture: File;
  checkpoint: CheckpointRef;
  decoding: DecodingInput;
  teamId: string;
  signal: AbortSignal;
}

/** One picture, one checkpoint. Refusals and failures come back as data; only an abort throws. */
export async function requestCaption({ origin, picture, checkpoint, decoding, teamId, signal }: CaptionRequest): Promise<CaptionOutcome> {
  if (picture.size > PICTURE_BYTES_MAX)
    return {
      ok: false,
      code: "IMAGE_TOO_LARGE",
      message: "A picture may have 10 MB at most. Save it smaller: the captioner looks at a few hundred pixels only.",
    };
  const form = new FormData();
  const variables = { input: { image: { file: null }, checkpoint, decoding, teamId } };
  form.append("operations", JSON.stringify({ query: stringifyDocument(CaptionImageDocument), variables }));
  form.append("map", JSON.stringify({ 0: ["variables.input.image.file"] }));
  form.append("0", picture, picture.name);
  try {
    const response = await fetch(`${origin}/graphql`, {
      method: "POST",
      credentials: "include",
      headers: { "apollo-require-preflight": "true" },
      body: form,
      signal,
    });
    return read((await response.json()) as Answer);
  } catch (error) {
    if (signal.aborted) throw error;
    return {
      ok: false,
      code: null,
      message: failureOf(new CombinedError({ networkError: error instanceof Error ? error : new Error(String(error)) })),
    };
  }
}

interface Answer {
  data?: CaptionImageMutation | null;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
}

function read({ data, errors }: Answer): CaptionOutcome {
  if (data?.captionImage.caption) return { ok: true, caption: data.captionImage.caption };
  const refusal = data?.captionImage.errors[0];
  if (refusal) return { ok: false, code: refusal.code, message: refusal.message };
  return {
    ok: false,
    code: String(errors?.[0]?.extensions?.code ?? "") || null,
    message: failureOf(new CombinedError({ graphQLErrors: errors ?? [] })),
  };
}

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const SHORT_QUERY =
  "mutation($input: CaptionImageInput!) { captionImage(input: $input) { caption { text latencyMs candidates { text logProbability } } errors { code message } } }";

interface CurlRequest {
  origin: string;
  fileName: string;
  checkpoint: CheckpointRef;
  decoding: DecodingInput;
}
/** The same request for a shell. The key stays out of it: `CAPSTAN_API_KEY` holds it. */
export function captionCurl({ origin, fileName, checkpoint, decoding }: CurlRequest): string {
  const operations = { query: SHORT_QUERY, variables: { input: { image: { file: null }, checkpoint, decoding } } };
  return [
    `curl -sS ${quote(`${origin}/graphql`)}`,
    `-H "Authorization: Bearer $CAPSTAN_API_KEY"`,
    `-H 'apollo-require-preflight: true'`,
    `-F operations=${quote(JSON.stringify(operations))}`,
    `-F map=${quote(JSON.stringify({ 0: ["variables.input.image.file"] }))}`,
    `-F 0=@${quote(fileName)}`,
  ].join(" \\\n  ");
}
