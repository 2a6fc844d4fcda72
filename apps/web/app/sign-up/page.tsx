import type { Metadata } from "next";
import { SignUpForm } from "../../src/features/session/sign-up-form.tsx";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage({ searchParams }: { searchParams: Promise<{ next?: string }> }) {
  return <SignUpForm next={(await searchParams).next} />;
}
