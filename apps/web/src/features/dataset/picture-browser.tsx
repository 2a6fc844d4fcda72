"use client";
import { ImageOff } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { VersionPicturesDocument, type Split } from "../../graphql/documents.generated.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { usePages } from "../../graphql/use-pages.ts";
import { count, plural } from "../../format/number.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Segments } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SearchInput } from "../../ui/inputs.tsx";
import { Inset, Stack, Tiles } from "../../ui/layout.tsx";
import { PictureButton } from "../../ui/picture-button.tsx";
import { Picture } from "../../ui/picture.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";
import { ListFoot, Toolbar } from "../../ui/toolbar.tsx";

export interface BrowsedPicture {
  readonly id: string;
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
  readonly split: Split;
  readonly url: string;
  readonly references: readonly string[];
}

const SPLITS = [
  { value: "ALL", label: "All" },
  { value: "TRAIN", label: "Train" },
  { value: "VAL", label: "Validation" },
  { value: "TEST", label: "Test" },
] as const;
type SplitChoice = (typeof SPLITS)[number]["value"];

/** The pictures of a version with their references, by split and by words. */
export function PictureBrowser({ versionId }: { versionId: string }) {
  const [split, setSplit] = useState<SplitChoice>("ALL");
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<BrowsedPicture | null>(null);
  const words = useDeferredValue(search.trim());
  return (
    <Card title="Pictures" flush>
      <Toolbar>
        <Segments label="Split" value={split} options={SPLITS} onChange={setSplit} />
        <SearchInput label="Search captions" value={search} onChange={setSearch} />
      </Toolbar>
      <PictureTiles
        key={`${split} ${words}`}
        versionId={versionId}
        split={split === "ALL" ? null : split}
        search={words}
        onOpen={setOpen}
      />
      {open && (
        <Dialog title={open.fileName} wide onClose={() => setOpen(null)}>
          <Picture shape="natural" src={open.url} alt={open.references[0] ?? open.fileName} />
          <Text size="sm" tone="faint" mono>{`${open.width} × ${open.height} · ${open.split.toLowerCase()}`}</Text>
          <Stack gap={4}>
            {open.references.map((reference) => (
              <Text key={reference} as="p">
                {reference}
              </Text>
            ))}
          </Stack>
        </Dialog>
      )}
    </Card>
  );
}

interface PictureTilesProps {
  versionId: string;
  split: Split | null;
  search: string;
  onOpen: (picture: BrowsedPicture) => void;
}
export function PictureTiles({ versionId, split, search, onOpen }: PictureTilesProps) {
  const variables = { id: versionId, split, search: search || null, first: 36 };
  const total = useScreen(VersionPicturesDocument, variables);
  const pages = usePages(VersionPicturesDocument, variables, ({ datasetVersion }) => datasetVersion.pictures);
  if (pages.state === "loading")
    return (
      <Inset>
        <Loading label="Loading the pictures" rows={3} height={96} />
      </Inset>
    );
  if (pages.state === "failed") return <Failed message={pages.message} retry={pages.refresh} />;
  if (pages.nodes.length === 0)
    return (
      <Empty icon={ImageOff} title="No picture matches">
        Change the words or the split.
      </Empty>
    );
  return (
    <>
      <Inset>
        <Stack gap={12}>
          <Text as="p" size="sm" tone="faint">
            {total.state === "ready"
              ? `${count(pages.nodes.length)} of ${plural(total.data.datasetVersion.pictures.totalCount, "picture")}`
              : ""}
          </Text>
          <Tiles size="small">
            {pages.nodes.map((picture) => (
              <PictureButton
                key={picture.id}
                src={picture.url}
                label={picture.references[0] ?? picture.fileName}
                onClick={() => onOpen(picture)}
              />
            ))}
          </Tiles>
        </Stack>
      </Inset>
      {pages.more && (
        <ListFoot>
          <Button busy={pages.isLoadingMore} onClick={pages.more}>
            Show more
          </Button>
        </ListFoot>
      )}
    </>
  );
}
