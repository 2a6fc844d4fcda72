import type { VersionStateFragment } from "../../graphql/documents.generated.ts";
import { count, plural } from "../../format/number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { ListItem } from "../../ui/list.tsx";
import { Notice } from "../../ui/states.tsx";
import { Inset, Row, Stack } from "../../ui/layout.tsx";
import { Text } from "../../ui/text.tsx";

type Report = NonNullable<VersionStateFragment["report"]>;

/** What the importer found: nothing is left out silently. */
export function ImportReport({ report }: { report: Report }) {
  return (
    <Card title="Import report" note={`${count(report.pictures)} pictures and ${count(report.captions)} captions were taken`} flush>
      {report.findings.length === 0 ? (
        <Inset>
          <Notice tone="good">Every picture could be read and has captions.</Notice>
        </Inset>
      ) : (
        report.findings.map((finding) => (
          <ListItem key={finding.kind}>
            <Stack gap={4}>
              <Row>
                <Text strong>{finding.kind}</Text>
                <Badge tone="warn">{plural(finding.count, "time")}</Badge>
              </Row>
              <Text as="p" tone="soft">
                {finding.advice}
              </Text>
              {finding.examples.length > 0 && (
                <Text as="p" size="sm" tone="faint" mono>
                  {finding.examples.join(", ")}
                </Text>
              )}
            </Stack>
          </ListItem>
        ))
      )}
    </Card>
  );
}
