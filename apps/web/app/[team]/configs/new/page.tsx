import type { Metadata } from "next";
import { ConfigEditor } from "../../../../src/features/config/config-editor.tsx";

export const metadata: Metadata = { title: "New config" };

export default function NewConfigPage() {
  return <ConfigEditor saved={null} />;
}
