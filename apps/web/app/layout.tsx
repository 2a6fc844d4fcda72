import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { serverConfig } from "../src/config.ts";
import { ApiProvider } from "../src/graphql/api-provider.tsx";
import { ToastProvider } from "../src/ui/toasts.tsx";
import "../src/ui/theme.css";

export const metadata: Metadata = {
  title: { default: "Capstan", template: "%s · Capstan" },
  description: "Train image captioners as a team.",
  robots: { index: false },
};
export const viewport: Viewport = { themeColor: [{ media: "(prefers-color-scheme: dark)", color: "#0c0f12" }, { color: "#f6f7f8" }] };

export default async function RootLayout({ children }: { children: ReactNode }) {
  await connection();
  const theme = (await cookies()).get("theme")?.value;
  return (
    <html lang="en" data-theme={theme === "light" || theme === "dark" ? theme : undefined} suppressHydrationWarning>
      <body>
        <ApiProvider endpoint={serverConfig().endpoint}>
          <ToastProvider>{children}</ToastProvider>
        </ApiProvider>
      </body>
    </html>
  );
}
