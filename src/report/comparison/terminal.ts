import { speechFor } from '../locales/locale.js';
import { paintWith, VERDICT_STYLES } from '../terminal/ansi.js';
import { paragraph, terminalTable } from '../terminal/table.js';
import type { TerminalOptions } from '../terminal.js';
import type { ComparisonContent } from './content.js';

/** One screen: the verdict, each failure with its figures, the table, and what differs besides. */
export function renderContent(content: ComparisonContent, options: TerminalOptions): string {
  const width = Math.min(140, Math.max(40, options.width));
  const paint = paintWith(options.color);
  const line = (text: string, style: Parameters<typeof paragraph>[2]) => paragraph(text, width, style, paint);
  const verdictStyle = content.verdict === null ? 'plain' : VERDICT_STYLES[content.verdict];
  const blocks = [
    [
      ...line(content.title, 'bold'),
      ...line(content.headline, verdictStyle),
      ...content.facts.flatMap((fact) => line(fact, 'dim')),
    ],
    content.failures.flatMap(({ name, verdict, text }) => [
      ...line(name, verdict === 'fail' ? 'bad' : 'doubt'),
      ...line(text, 'plain').map((one) => `  ${one}`),
    ]),
    terminalTable(content.table, width, paint, speechFor(options.language)),
    content.cautions.flatMap((caution) => line(caution, 'doubt')),
    content.sentences.flatMap((sentence) => line(sentence, 'dim')),
    [...line(content.changesTitle, 'bold'), ...content.changes.flatMap((change) => line(change, 'plain'))],
  ];
  return `\n${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}
