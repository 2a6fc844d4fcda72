/**
 * @file sharp, restricted before its first use: JPEG, PNG and WebP from memory, nothing else, in the whole process.
 *
 * Why process-wide: libvips keeps one table of loaders. Whoever imports sharp through this file cannot be fed SVG, GIF, TIFF
 * or a file name, whatever the bytes claim to be.
 */
import sharp from "sharp";

sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer", "VipsForeignLoadWebpBuffer"] });
// Pictures are opened many at a time, each in a thread of Node's pool: more threads inside one of them only wait.
sharp.concurrency(1);
// Each picture is seen once.
sharp.cache(false);

export { default as sharp } from "sharp";
