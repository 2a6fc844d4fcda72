import { ConfigPage } from "../../../../src/features/config/config-page.tsx";

export default async function ConfigRoute({ params }: { params: Promise<{ id: string }> }) {
  return <ConfigPage id={(await params).id} />;
}
