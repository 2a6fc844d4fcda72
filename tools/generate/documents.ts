/** @file How typed documents are made: each app's *.graphql files against the contract, into one file per app. */
import { generate } from "@graphql-codegen/cli";

const ROOT = new URL("../../", import.meta.url).pathname;
const SCALARS = { DateTime: "string", SafeInt: "number", Upload: "File", ID: "string" };

/** Apps that call the API, and therefore have documents. */
export const CALLERS = ["web", "runner", "cli"] as const;
export const documentsFile = (app: (typeof CALLERS)[number]): string => `${ROOT}apps/${app}/src/graphql/documents.generated.ts`;

/** The generated source of each caller that has documents. @param contract SDL, or the file that it is in. */
export async function generateDocuments(contract: string): Promise<{ file: string; content: string }[]> {
  const outputs: { file: string; content: string }[] = [];
  for (const app of CALLERS) {
    const files: { filename: string; content: string }[] = await generate(
      {
        schema: contract,
        documents: `${ROOT}apps/${app}/src/**/*.graphql`,
        ignoreNoDocuments: true,
        silent: true,
        generates: {
          [documentsFile(app)]: {
            plugins: ["typescript-operations", "typed-document-node"],
            config: {
              scalars: SCALARS,
              strictScalars: true,
              enumsAsTypes: true,
              useTypeImports: true,
              onlyOperationTypes: true,
              skipTypename: true,
              avoidOptionals: { field: true },
              immutableTypes: true,
              dedupeFragments: true,
            },
          },
        },
      },
      false,
    );
    for (const { filename, content } of files) outputs.push({ file: filename, content });
  }
  return outputs;
}
