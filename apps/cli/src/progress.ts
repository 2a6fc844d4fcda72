/** @file A progress bar on a terminal; on anything else a line now and then, so that logs stay readable. */
import { SingleBar } from "cli-progress";
import { say, warn } from "./print.ts";

export interface Progress {
  /** `text` says what is going on behind the bar. */
  update(done: number, total: number, text: string): void;
  /** A line that stays, above the bar; on standard output, as it is what the command is for. */
  line(text: string): void;
  end(): void;
}

const EVERY_MS = 10_000;

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? bar(stream) : lines();
}

function bar(stream: NodeJS.WriteStream): Progress {
  const single = new SingleBar({
    format: "{bar} {percentage}%  {text}",
    stream,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
    fps: 8,
    barCompleteChar: "█",
    barIncompleteChar: "░",
  });
  let last = { done: 0, total: 1, text: "" };
  let isShown = false;
  const show = () => {
    if (isShown) single.update(last.done, { text: last.text });
    else single.start(last.total, last.done, { text: last.text });
    isShown = true;
    single.setTotal(last.total);
  };
  const hide = () => {
    if (isShown) single.stop();
    isShown = false;
  };
  return {
    update(done, total, text) {
      last = { done: Math.min(done, total), total: Math.max(1, total), text };
      show();
    },
    line(text) {
      const was = isShown;
      hide();
      say(text);
      if (was) show();
    },
    end: hide,
  };
}

function lines(): Progress {
  let saidAtMs = Number.NEGATIVE_INFINITY;
  return {
    update(done, total, text) {
      const now = performance.now();
      if (now - saidAtMs < EVERY_MS) return;
      saidAtMs = now;
      warn(`${Math.floor((100 * done) / Math.max(1, total))} %  ${text}`);
    },
    line: say,
    end: () => undefined,
  };
}
