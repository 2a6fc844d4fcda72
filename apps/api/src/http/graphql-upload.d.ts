/** The types of graphql-upload, which ships them in a form that our settings do not read. */
declare module "graphql-upload/processRequest.mjs" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  export default function processRequest(
    request: IncomingMessage,
    response: ServerResponse,
    options?: { readonly maxFieldSize?: number; readonly maxFileSize?: number; readonly maxFiles?: number },
  ): Promise<unknown>;
}
