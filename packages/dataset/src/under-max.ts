/** @file CATR's size rule. */

/**
 * The size at which a picture of `width` x `height` pixels enters the model: the longer side becomes `size`, smaller pictures
 * grow, fractions are cut off. For a few lengths the longer side itself comes out one pixel short (275 gives 298), because the
 * factor is rounded first; weights were trained so.
 * @source CATR, datasets/coco.py, under_max (Apache-2.0). Ours never gives a side of 0.
 */
export function underMax(width: number, height: number, size: number): { width: number; height: number } {
  const scale = size / Math.max(width, height);
  return { width: Math.max(1, Math.trunc(width * scale)), height: Math.max(1, Math.trunc(height * scale)) };
}
