import { RunPage } from "../../../../src/features/run/run-page.tsx";

export default async function RunRoute({ params }: { params: Promise<{ id: string }> }) {
  return <RunPage id={(await params).id} />;
}
