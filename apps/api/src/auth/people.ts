/**
 * @file People who sign in with email and password, by better-auth. Its tables come before a team is known, so it works
 * under the system role.
 */
import { betterAuth } from "better-auth";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { prismaAdapter } from "better-auth/adapters/prisma";
import type { Database } from "@capstan/prisma/database";
import { newId } from "@capstan/run/id";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { findOpenInvitation } from "../invitation/find-open-invitation.ts";
import { createFirstTeam } from "../team/create-first-team.ts";
import { AttemptLimit } from "./attempt-limit.ts";
import { PASSWORD_MAX, PASSWORD_MIN } from "./password-length.ts";

export const AUTH_PATH = "/auth";
/** What of better-auth is reachable: what the dashboard uses. */
export const AUTH_ENDPOINTS = [
  "/sign-up/email",
  "/sign-in/email",
  "/sign-out",
  "/get-session",
  "/change-password",
  "/update-user",
  "/revoke-other-sessions",
] as const;
/** We write the caller's address here ourselves: the usual headers are whatever the caller wrote. */
export const ADDRESS_HEADER = "x-capstan-address";

const SESSION_SECONDS = 14 * 24 * 3600;
const SESSION_RENEW_SECONDS = 24 * 3600;
const NAME_MAX = 80;

type Options = { readonly config: Config; readonly database: Database; readonly log: Logger };

export function createPeople({ config, database, log }: Options) {
  const isHttps = config.publicUrl.startsWith("https://");
  const byAccount = new AttemptLimit({ attempts: 10, windowMs: 15 * 60_000 });
  const auth = betterAuth({
    appName: "Capstan",
    baseURL: config.publicUrl,
    basePath: AUTH_PATH,
    secret: config.authSecret,
    trustedOrigins: [...config.webOrigins],
    database: prismaAdapter(database.system, { provider: "postgresql" }),
    emailAndPassword: { enabled: true, minPasswordLength: PASSWORD_MIN, maxPasswordLength: PASSWORD_MAX },
    session: { expiresIn: SESSION_SECONDS, updateAge: SESSION_RENEW_SECONDS },
    telemetry: { enabled: false },
    rateLimit: {
      enabled: config.throttleSignIn,
      storage: "memory",
      window: 10,
      max: 100,
      customRules: {
        "/sign-in/email": { window: 60, max: 20 },
        "/sign-up/email": { window: 600, max: 20 },
        "/change-password": { window: 60, max: 10 },
      },
    },
    advanced: {
      database: { generateId: ({ model }) => newId(model as "user" | "session" | "account" | "verification") },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      // The prefix __Host- binds the cookie to this host alone; browsers take it over https only.
      useSecureCookies: false,
      cookiePrefix: isHttps ? "__Host-capstan" : "capstan",
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", secure: isHttps, path: "/" },
    },
    logger: {
      log(level, message) {
        log[level === "error" ? "error" : level === "warn" ? "warn" : "debug"]({ part: "auth" }, message);
      },
    },
    hooks: {
      before: createAuthMiddleware(async (ctx) => {
        const body = (ctx.body ?? {}) as { email?: unknown; name?: unknown };
        if (ctx.path === "/sign-up/email" && (typeof body.name !== "string" || body.name.trim() === "" || body.name.length > NAME_MAX)) {
          throw new APIError("BAD_REQUEST", { message: `Say your name, in at most ${NAME_MAX} letters.`, code: "INVALID_NAME" });
        }
        if (
          ctx.path === "/sign-in/email" &&
          config.throttleSignIn &&
          typeof body.email === "string" &&
          !byAccount.take(body.email.toLowerCase())
        ) {
          throw new APIError("TOO_MANY_REQUESTS", {
            message: "Too many attempts for this email. Try again in a quarter of an hour.",
            code: "RATE_LIMITED",
          });
        }
      }),
      after: createAuthMiddleware(async (ctx) => {
        if (ctx.path === "/sign-in/email" && ctx.context.newSession) byAccount.forget(ctx.context.newSession.user.email.toLowerCase());
      }),
    },
    databaseHooks: {
      user: {
        create: {
          after: async (user, ctx) => {
            const { invitation } = (ctx?.body ?? {}) as { invitation?: unknown };
            if (typeof invitation === "string" && (await findOpenInvitation(database.system, invitation))) return;
            await createFirstTeam(database.system, user);
          },
        },
      },
    },
  });
  return auth;
}

export type People = ReturnType<typeof createPeople>;
