import { DatasetPage } from "../../../../src/features/dataset/dataset-page.tsx";

export default async function DatasetRoute({ params }: { params: Promise<{ id: string }> }) {
  return <DatasetPage id={(await params).id} />;
}
