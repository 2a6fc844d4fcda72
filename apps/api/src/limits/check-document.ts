/** @file The one gate for documents, on HTTP and on WebSocket: size, tokens, structure, validity, cost, and what the transport takes. */
import {
  getOperationAST,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from "graphql";
import { badUserInput } from "../errors.ts";
import { costOf } from "./cost.ts";
import { COST_MAX, DOCUMENT_BYTES_MAX, TOKENS_MAX } from "./limits.ts";
import { structureProblem } from "./structure.ts";

export interface AskedOperation {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}
export interface DocumentRules {
  readonly allowIntrospection: boolean;
  /** Subscriptions go over WebSocket, and nothing else does. */
  readonly transport: "http" | "socket";
}
export type Verdict =
  { readonly document: DocumentNode; readonly errors?: never } | { readonly errors: readonly GraphQLError[]; readonly document?: never };

const REMEMBERED_MAX = 500;
const VALIDATION_ERRORS_MAX = 5;

/** PostgreSQL keeps no NUL in text, so a request with one can only fail later and worse. */
const NUL_IN_QUERY = /\0|\\u0000|\\u\{0+\}/;
function holdsNul(value: unknown, depth = 0): boolean {
  if (typeof value === "string") return value.includes("\0");
  if (typeof value !== "object" || value === null || depth > 20) return false;
  return Object.values(value).some((inner) => holdsNul(inner, depth + 1));
}

/** Checks documents against one schema, and remembers those that were valid. */
export class DocumentGate {
  readonly #schema: GraphQLSchema;
  readonly #rules: readonly (typeof specifiedRules)[number][];
  readonly #valid = new Map<string, DocumentNode>();
  readonly #allowIntrospection: boolean;

  constructor(schema: GraphQLSchema, { allowIntrospection }: { allowIntrospection: boolean }) {
    this.#schema = schema;
    this.#allowIntrospection = allowIntrospection;
    this.#rules = allowIntrospection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  }

  /** How many valid documents are kept; for tests of leaks. */
  get rememberedCount(): number {
    return this.#valid.size;
  }

  check(asked: AskedOperation, transport: DocumentRules["transport"]): Verdict {
    const { query, operationName, variables } = asked;
    if (Buffer.byteLength(query) > DOCUMENT_BYTES_MAX)
      return { errors: [badUserInput(`The document is larger than ${DOCUMENT_BYTES_MAX / 1024} KiB. Send values as variables.`)] };
    if (NUL_IN_QUERY.test(query) || holdsNul(variables)) return { errors: [badUserInput("Text here holds no NUL characters.")] };
    const verdict = this.#parse(query);
    if (verdict.errors) return verdict;
    const operation = getOperationAST(verdict.document, operationName);
    if (!operation)
      return {
        errors: [
          badUserInput(
            operationName === null
              ? "The document holds several operations: say which with operationName."
              : "The document has no operation of this operationName.",
          ),
        ],
      };
    const cost = costOf(this.#schema, verdict.document, operation, variables);
    if (cost > COST_MAX)
      return {
        errors: [
          badUserInput(
            `The request may answer ${cost} fields; at most ${COST_MAX} are allowed. Ask for smaller pages (first) or fewer fields.`,
          ),
        ],
      };
    if ((operation.operation === "subscription") !== (transport === "socket")) {
      return {
        errors: [
          badUserInput(
            transport === "socket"
              ? "Only subscriptions go over the WebSocket: POST queries and mutations to the same path."
              : "Subscriptions go over a WebSocket (graphql-transport-ws) on the same path.",
          ),
        ],
      };
    }
    return verdict;
  }

  #parse(query: string): Verdict {
    const known = this.#valid.get(query);
    if (known) return { document: known };
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: TOKENS_MAX });
    } catch (error) {
      return { errors: [error instanceof GraphQLError ? error : badUserInput("The document cannot be parsed.")] };
    }
    const problem = structureProblem(document);
    if (problem !== null) return { errors: [badUserInput(problem)] };
    const errors = validate(this.#schema, document, this.#rules, {
      maxErrors: VALIDATION_ERRORS_MAX,
      hideSuggestions: !this.#allowIntrospection,
    });
    if (errors.length > 0) return { errors };
    if (this.#valid.size >= REMEMBERED_MAX) this.#valid.delete(this.#valid.keys().next().value!);
    this.#valid.set(query, document);
    return { document };
  }
}
