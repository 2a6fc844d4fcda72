interface Titled {
  readonly split: string;
  readonly beamWidth: number;
  readonly datasetVersion: { readonly number: number; readonly dataset: { readonly name: string } };
}
/** For people: “Shapes v2, test, beam 3”. */
export const evaluationTitle = ({ split, beamWidth, datasetVersion: { number, dataset } }: Titled): string =>
  `${dataset.name} v${number}, ${split.toLowerCase()}, ${beamWidth > 1 ? `beam ${beamWidth}` : "greedy"}`;
