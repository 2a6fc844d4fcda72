/**
 * @file URLs that show one picture: a piece of an object, or a file of a linked folder.
 *
 * The URL says where the picture lies and is signed, so that serving it asks no database. It is the same for an hour, so that
 * browsers keep the picture, and dead an hour later.
 */
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { z } from "zod";

const SAME_FOR_SECONDS = 3600;

/** Where a picture's bytes lie. */
const Place = z.union([
  /** Bytes `start` to `end`, both included, of an object; the whole object without them. */
  z.object({ key: z.string(), start: z.number().optional(), end: z.number().optional() }),
  z.object({ root: z.string(), file: z.string() }),
]);
export type PicturePlace = Readonly<z.infer<typeof Place>>;
const Signed = z.tuple([z.number(), Place]);

/** Signs with a key made from the API's secret for this purpose alone. */
function sign(secret: string, text: string): Buffer {
  return createHmac("sha256", Buffer.from(hkdfSync("sha256", secret, "capstan", "pictures", 32)))
    .update(text)
    .digest();
}

/** A URL below `publicUrl`/pictures/ that shows the picture for one to two hours. */
export function pictureUrl(config: { readonly publicUrl: string; readonly authSecret: string }, place: PicturePlace): string {
  const expires = (Math.floor(Date.now() / 1000 / SAME_FOR_SECONDS) + 2) * SAME_FOR_SECONDS;
  const text = Buffer.from(JSON.stringify([expires, place])).toString("base64url");
  return `${config.publicUrl}/pictures/${text}.${sign(config.authSecret, text).toString("base64url")}`;
}

/** What a URL's last segment allows, and for how many seconds more; null when it was not signed here, or is over. */
export function readPictureToken(authSecret: string, token: string): { readonly place: PicturePlace; readonly secondsLeft: number } | null {
  const [text = "", signature = ""] = token.split(".", 2) as [string, string?];
  const wanted = sign(authSecret, text);
  const given = Buffer.from(signature, "base64url");
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const [expires, place] = Signed.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
  const secondsLeft = Math.floor(expires - Date.now() / 1000);
  return secondsLeft > 0 ? { place, secondsLeft } : null;
}
