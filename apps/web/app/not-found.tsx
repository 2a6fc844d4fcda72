"use client";
import { Compass } from "lucide-react";
import { LinkButton } from "../src/ui/button.tsx";
import { LonePage } from "../src/ui/page.tsx";
import { Empty } from "../src/ui/states.tsx";

export default function NotFound() {
  return (
    <main id="main">
      <LonePage>
        <Empty
          icon={Compass}
          title="There is no such page"
          action={
            <LinkButton href="/" variant="primary">
              To your team
            </LinkButton>
          }
        >
          The address may be mistyped, or what it named was deleted.
        </Empty>
      </LonePage>
    </main>
  );
}
