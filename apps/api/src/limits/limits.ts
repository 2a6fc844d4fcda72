/** @file How much one request may ask for. The same on HTTP and WebSocket. */

/** Bytes of a document, counted before it is parsed: comments and blanks are no tokens. */
export const DOCUMENT_BYTES_MAX = 100 * 1024;
export const BODY_BYTES_MAX = 1024 * 1024;
/** A picture; the multipart body around it may be a little larger. */
export const FILE_BYTES_MAX = 10 * 1024 * 1024;
export const TOKENS_MAX = 1_000;
/** Fields within fields. The dashboard's deepest document has 7. */
export const DEPTH_MAX = 8;
export const ALIASES_MAX = 15;
export const DIRECTIVES_MAX = 30;
export const ROOT_FIELDS_MAX = 5;
/** Fields that an answer may hold, with pages counted at the size asked for; see cost.ts. */
export const COST_MAX = 20_000;
/** A request that takes longer is answered without its result. */
export const REQUEST_MS = 10_000;
/** The same with a picture, whose bytes may come slowly. */
export const UPLOAD_REQUEST_MS = 60_000;

export const SOCKET_MESSAGE_BYTES_MAX = 64 * 1024;
export const SOCKETS_PER_CALLER_MAX = 10;
export const SUBSCRIPTIONS_PER_SOCKET_MAX = 20;
