/** @file A dashboard that is open for hours: it follows a team and one live run after another, and comes back when its socket breaks. */
import { delay } from "../../faults/support/programs.ts";
import { SocketClient } from "../../support/socket-client.ts";

const ACTIVITY = "subscription { teamActivity { kind run { id status } checkpoint { id } runner { id } } }";
const METRICS = "subscription ($id: ID!) { runMetrics(runId: $id) { sequence attempt series { name steps values } } }";

export class Watcher {
  events = 0;
  connections = 0;
  readonly #url: string;
  readonly #authorization: string;
  #socket: SocketClient | null = null;

  constructor(url: string, authorization: string) {
    this.#url = url;
    this.#authorization = authorization;
  }

  drop(): void {
    this.#socket?.socket.terminate();
  }

  /** @param liveRun answers a run to follow, or null. */
  async run(liveRun: () => string | null, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const socket = await SocketClient.connect(this.#url, { authorization: this.#authorization });
        this.#socket = socket;
        this.connections++;
        await this.#follow(socket, liveRun, signal);
      } catch {
        await delay(1000);
      }
    }
    this.#socket?.close();
  }

  async #follow(socket: SocketClient, liveRun: () => string | null, signal: AbortSignal): Promise<void> {
    let isOpen = true;
    void socket.closed.then(() => (isOpen = false));
    socket.subscribe("team", ACTIVITY);
    for (let round = 0; isOpen && !signal.aborted; round++) {
      const id = liveRun();
      if (id !== null) socket.subscribe(`run${round}`, METRICS, { id });
      for (let waited = 0; waited < 20 && isOpen && !signal.aborted; waited++) await delay(1000);
      if (id !== null && isOpen) socket.send({ type: "complete", id: `run${round}` });
      this.events += socket.messages.filter(({ type }) => type === "next").length;
      socket.messages.length = 0;
    }
  }
}
