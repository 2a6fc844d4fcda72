import type { PlaygroundChoicesQuery } from "../../graphql/documents.generated.ts";

type Team = PlaygroundChoicesQuery["team"];
type Checkpoint = Team["checkpoints"]["edges"][number]["node"];

/** The team without checkpoints that are a backbone alone, which runs start from: they write no captions. */
export function withoutBackbones(team: Team): Team {
  const isBackbone = ({ kinds, files }: Checkpoint): boolean =>
    kinds.includes("IMPORTED") && files.every(({ name }) => name !== "config.json");
  const gone = new Set(team.checkpoints.edges.filter(({ node }) => isBackbone(node)).map(({ node }) => node.id));
  return {
    ...team,
    aliases: team.aliases.filter(({ checkpoint }) => !gone.has(checkpoint.id)),
    checkpoints: { ...team.checkpoints, edges: team.checkpoints.edges.filter(({ node }) => !gone.has(node.id)) },
  };
}
