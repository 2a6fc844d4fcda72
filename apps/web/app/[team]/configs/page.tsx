import type { Metadata } from "next";
import { ConfigListPage } from "../../../src/features/config/config-list-page.tsx";

export const metadata: Metadata = { title: "Configs" };

export default function ConfigsPage() {
  return <ConfigListPage />;
}
