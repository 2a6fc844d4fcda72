/** @file The process's log: JSON lines on standard output, with nothing secret in them. */
import pino, { type DestinationStream, type Logger } from "pino";
import { TOKEN_PATTERN } from "./auth/token.ts";

const HIDDEN = "[hidden]";
/** Fields that carry secrets wherever they appear: headers, inputs, rows. */
const SECRET_FIELDS = ["authorization", "cookie", "set-cookie", "password", "token", "secret", "tokenHash", "secretHash"];

/** Logs to `destination`, or to standard output; text that looks like one of our tokens is blotted out whatever its field. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const target = destination ?? pino.destination({ dest: 1, sync: false });
  const blotting: DestinationStream = { write: (line) => target.write(line.replaceAll(TOKEN_PATTERN, HIDDEN)) };
  const paths = SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]);
  return pino({ level, base: null, redact: { paths, censor: HIDDEN }, timestamp: pino.stdTimeFunctions.isoTime }, blotting);
}
