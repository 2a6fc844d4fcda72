"use client";
import { ConfigPageDocument } from "../../graphql/documents.generated.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { Page } from "../../ui/page.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { useScreenTitle } from "../../ui/use-screen-title.ts";
import { ConfigEditor } from "./config-editor.tsx";

export function ConfigPage({ id }: { id: string }) {
  const screen = useScreen(ConfigPageDocument, { id });
  useScreenTitle(screen.state === "ready" ? screen.data.config.name : "Config");
  switch (screen.state) {
    case "loading":
      return (
        <Page>
          <Loading label="Loading the config" rows={6} height={56} />
        </Page>
      );
    case "failed":
      return (
        <Page>
          <Failed message={screen.message} retry={screen.retry} />
        </Page>
      );
    case "ready":
      return <ConfigEditor key={`${screen.data.config.id}-${screen.data.config.revision}`} saved={screen.data.config} />;
  }
}
