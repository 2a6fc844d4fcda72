import type { Metadata } from "next";
import { InvitePage } from "../../../src/features/session/invite-page.tsx";

export const metadata: Metadata = { title: "Invitation" };

export default async function InviteRoute({ params }: { params: Promise<{ token: string }> }) {
  return <InvitePage token={(await params).token} />;
}
