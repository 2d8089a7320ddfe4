import { parentPort } from "node:worker_threads";

/** An engine that listens on a port of the loopback interface. */
export interface Engine {
  readonly port: number;
  stop(): Promise<void>;
}

/** The engines are meant for this machine alone, so they listen where no other can reach them. */
export const LOOPBACK = "127.0.0.1";

/** A worker's side of engine-thread.ts: tells the port once the engine listens, stops it on request and ends the thread. */
export async function serveEngine(start: () => Promise<Engine>): Promise<void> {
  const engine = await start();
  parentPort?.once("message", () => {
    void engine.stop().then(() => process.exit(0));
  });
  parentPort?.postMessage(engine.port);
}
