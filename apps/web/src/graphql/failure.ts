/** @file What went wrong, in a sentence for the person who sees it. */
import type { CombinedError } from "@urql/core";

const SENTENCES: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: "You are signed out. Sign in and try again.",
  FORBIDDEN: "Your role in this team does not allow this. Ask an owner or admin of the team.",
  NOT_FOUND: "This does not exist, or it belongs to a team that you are not in.",
};

/** Why a query or mutation gave nothing. */
export function failureOf(error: CombinedError): string {
  if (error.networkError)
    return navigator.onLine
      ? "The API does not answer. If you started Capstan yourself, see whether it still runs; then try again."
      : "This computer is offline. The page goes on when the network is back.";
  const [first] = error.graphQLErrors;
  const code = String(first?.extensions.code ?? "");
  if (code === "INTERNAL") {
    const request = first?.extensions.requestId;
    return `Something broke on our side.${request ? ` Tell your administrator this request id: ${String(request)}.` : ""} Trying again may help.`;
  }
  return SENTENCES[code] ?? first?.message ?? error.message;
}
