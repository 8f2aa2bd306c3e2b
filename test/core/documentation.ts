import { readFile } from 'node:fs/promises';

export interface Block {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a Markdown file; the language is all that follows the fence. */
export async function blocksOf(file: string): Promise<readonly Block[]> {
  const markdown = await readFile(file, 'utf8');
  return [...markdown.matchAll(/^```(.*)\n([\s\S]*?)^```$/gmu)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));
}
