import type { Metadata } from "next";
import { DatasetListPage } from "../../../src/features/dataset/dataset-list-page.tsx";

export const metadata: Metadata = { title: "Datasets" };

export default function DatasetsPage() {
  return <DatasetListPage />;
}
