import type { Metadata } from "next";
import { SignInForm } from "../../src/features/session/sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string }> }) {
  return <SignInForm next={(await searchParams).next} />;
}
