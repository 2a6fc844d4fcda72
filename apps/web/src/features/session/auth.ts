/** @file Signing in and out. The session is a cookie that this page can neither read nor forge. */

export type AuthOutcome = { ok: true } | { ok: false; message: string };

const MESSAGES: Readonly<Record<string, string>> = {
  INVALID_EMAIL_OR_PASSWORD: "Email or password is wrong.",
  USER_ALREADY_EXISTS: "There is an account with this email already. Sign in instead.",
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: "There is an account with this email already. Sign in instead.",
  PASSWORD_TOO_SHORT: "The password is too short.",
  INVALID_EMAIL: "This is not an email address.",
  INVALID_ORIGIN: "The API does not accept this page's address. Open the dashboard at the address that was printed when Capstan started.",
};

async function post(url: string, body: object): Promise<AuthOutcome> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      credentials: "include",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    return { ok: false, message: "The API does not answer. See whether Capstan is running, then try again." };
  }
  if (response.ok) return { ok: true };
  const { code, message } = (await response.json().catch(() => ({}))) as { code?: string; message?: string };
  if (response.status === 429) return { ok: false, message: "Too many tries. Wait a minute, then try again." };
  return { ok: false, message: MESSAGES[code ?? ""] ?? message ?? `The API answered ${response.status}. Try again.` };
}

export const signIn = (origin: string, email: string, password: string): Promise<AuthOutcome> =>
  post(`${origin}/auth/sign-in/email`, { email, password });

export interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** The secret of the invitation that brought this person: who comes by one gets no team of their own. */
  readonly invitation?: string;
}
export const signUp = (origin: string, person: NewPerson): Promise<AuthOutcome> => post(`${origin}/auth/sign-up/email`, { ...person });

/** The invitation's secret, when signing up leads back to one. */
export const invitationIn = (next: string | undefined): string | undefined => /^\/invite\/([^/?#]+)/.exec(next ?? "")?.[1];

export const signOut = (origin: string): Promise<AuthOutcome> => post(`${origin}/auth/sign-out`, {});

/** Where to go after signing in: only within this dashboard, whatever the address says. */
export function safeNext(next: string | null | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}
