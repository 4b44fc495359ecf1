import type { RelationReport } from '../../relations/index.ts';
import { graphPicture } from './graph-picture.ts';

/** The graph in the language of Mermaid, as Markdown of code forges shows it. */
export function renderMermaid(report: RelationReport, isWhole: boolean): string {
  const { boxes, arrows } = graphPicture(report, isWhole);
  const lines = [
    'flowchart LR',
    ...boxes.map(({ id, lines: text, health, isRoot }) => {
      const label = `"${text.map(escaped).join('<br/>')}"`;
      return `  ${id}${isRoot ? `([${label}])` : `[${label}]`}:::${health}`;
    }),
    ...arrows.map(({ from, to, type }) => `  ${from} -->|${type}| ${to}`),
    '  classDef ok fill:#e6f4ea,stroke:#137333,color:#202124',
    '  classDef degraded fill:#fff4ce,stroke:#b06000,color:#202124',
    '  classDef failing fill:#fde7e9,stroke:#c5221f,color:#202124',
    '  classDef unknown fill:#eeeeee,stroke:#5f6368,color:#202124',
  ];
  return `${lines.join('\n')}\n`;
}

/** Text for a quoted label: everything that markup could be made of becomes an entity. */
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is to be taken out
      .replace(/[\u0000-\u001f\u007f]+/g, ' ')
      .replace(/[#"<>&;`\\[\]{}()|*_~]/g, (character) => `#${character.charCodeAt(0)};`)
  );
}
