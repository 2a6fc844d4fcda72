/** @file Rows of a table by id. */
import * as tf from "@tensorflow/tfjs-core";
import { usesNative } from "../native/native-backend.ts";
import { nativeAddRows } from "../native/ops/layers.ts";
import { usesWasm } from "../wasm/heap.ts";
import { addRowsOnHeap, gatherRowsOnHeap } from "../wasm/rows.ts";
import { differentiable } from "./differentiable.ts";
import { checkShapes } from "./shape-check.ts";

/**
 * The table's rows named by `ids`.
 * @param table float32 [V, D]
 * @param ids int32 [...], 0 <= id < V
 * @param paddingId the row that never learns (its gradient is zero), as torch.nn.Embedding's padding_idx
 * @returns float32 [..., D]; owned by the caller
 * @throws ShapeError
 */
export function embedding(table: tf.Tensor2D, ids: tf.Tensor, paddingId?: number): tf.Tensor {
  checkShapes("embedding", table.rank === 2 && table.size > 0, "the table must be [V, D], with at least one row and one column", {
    table,
    ids,
  });
  const [rows] = table.shape;
  return differentiable({
    inputs: { table },
    forward: (save) => {
      const found = usesWasm() ? gatherRowsOnHeap(table, ids) : tf.gather(table, ids);
      // Afterwards: what is saved before an error stays for good.
      save([ids]);
      return found;
    },
    gradients: (dy, [ids]) => ({
      table: () => addRows(dy, ids!, rows, paddingId),
    }),
  });
}

function addRows(dy: tf.Tensor, ids: tf.Tensor, rows: number, paddingId: number | undefined): tf.Tensor {
  if (usesNative()) {
    return nativeAddRows(dy, ids, rows, paddingId);
  }
  if (usesWasm()) {
    return addRowsOnHeap(dy, ids, rows, paddingId);
  }
  const width = dy.shape.at(-1)!;
  const flat = tf.reshape<tf.Rank.R1>(ids, [ids.size]);
  const summed = tf.unsortedSegmentSum(tf.reshape(dy, [ids.size, width]), flat, rows);
  if (paddingId === undefined) {
    return summed;
  }
  const learns = tf.notEqual(tf.range(0, rows, 1, "int32"), tf.scalar(paddingId, "int32"));
  return tf.mul(summed, tf.reshape(tf.cast(learns, "float32"), [rows, 1]));
}
