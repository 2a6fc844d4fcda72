"use client";
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { CompactSelect } from "../../ui/inputs.tsx";
import { Scroll } from "../../ui/layout.tsx";
import { Text } from "../../ui/text.tsx";
import { PictureTiles, type BrowsedPicture } from "../dataset/picture-browser.tsx";

interface TestPictureDialogProps {
  versions: readonly { id: string; name: string }[];
  onPicture: (file: File) => void;
  onError: (message: string) => void;
  onClose: () => void;
}
/** Pictures that no run has learned from: the fair ones to try. */
export function TestPictureDialog({ versions, onPicture, onError, onClose }: TestPictureDialogProps) {
  const [versionId, setVersionId] = useState(versions[0]!.id);
  const choose = async ({ url, fileName }: BrowsedPicture) => {
    try {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const blob = await response.blob();
      onPicture(new File([blob], fileName.split("/").at(-1) ?? fileName, { type: blob.type }));
    } catch (error) {
      onError(
        `The picture could not be fetched (${error instanceof Error ? error.message : String(error)}). Choose another, or a file of yours.`,
      );
    }
  };
  return (
    <Dialog title="Use a test picture" wide onClose={onClose}>
      <Text as="p" tone="soft">
        Training never sees the test split, so these are fair.
      </Text>
      {versions.length > 1 && (
        <CompactSelect
          label="Dataset"
          value={versionId}
          onChange={setVersionId}
          options={versions.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <Scroll height="tall" label="Test pictures">
        <PictureTiles key={versionId} versionId={versionId} split="TEST" search="" onOpen={(picture) => void choose(picture)} />
      </Scroll>
    </Dialog>
  );
}
