import { Composer, type CST, type Document, Lexer, LineCounter, type ParsedNode, Parser } from 'yaml';
import { type Problem, ProblemsError } from '../errors.js';
import { buildTree } from './build-tree.js';
import type { DataNode, Place } from './tree.js';

/** Far beyond any real scenario; keeps the worst text of 1 MiB under a quarter of a second. */
const MAX_LEXEMES = 100_000;
const MAX_DEPTH = 50;
const MAX_SYNTAX_PROBLEMS = 50;

/**
 * Reads one YAML 1.2 document into a tree.
 * @param toPlace the place of an offset into `text`
 * @throws ProblemsError with every syntax problem
 */
export function parseYaml(text: string, file: string): DataNode {
  const lines = new LineCounter();
  const toPlace = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.min(Math.max(offset, 0), text.length));
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const document = composeOne(readTokens(text, lines, toPlace), text.length, toPlace);
  return buildTree(document.contents, toPlace);
}

/**
 * yaml's own composer calls itself for each level, and a stack that runs out inside a regular expression
 * ends the process, not the call. So the depth is measured on the tokens, which are built without recursion.
 */
function readTokens(text: string, lines: LineCounter, toPlace: (offset: number) => Place): CST.Token[] {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    lexemes++;
    if (lexemes > MAX_LEXEMES) {
      throw tooComplex(toPlace(0), `the file has more than ${MAX_LEXEMES.toLocaleString('en')} YAML tokens`);
    }
    tokens.push(...parser.next(lexeme));
  }
  tokens.push(...parser.end());
  refuseDeepNesting(tokens, toPlace);
  return tokens;
}

function refuseDeepNesting(tokens: readonly CST.Token[], toPlace: (offset: number) => Place): void {
  const open: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({
    token,
    depth: 0,
  }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > MAX_DEPTH) {
      throw tooComplex(toPlace(next.token.offset), `the file is nested more than ${MAX_DEPTH} levels deep`);
    }
    for (const token of childTokens(next.token)) {
      open.push({ token, depth: next.depth + 1 });
    }
  }
}

function childTokens(token: CST.Token): CST.Token[] {
  if (token.type === 'document') {
    return token.value === undefined ? [] : [token.value];
  }
  if (!('items' in token)) {
    return [];
  }
  return token.items.flatMap((item) => {
    const key = 'key' in item ? item.key : undefined;
    return [key, item.value].filter((child) => child !== undefined && child !== null);
  });
}

function composeOne(
  tokens: readonly CST.Token[],
  length: number,
  toPlace: (offset: number) => Place,
): Document<ParsedNode> {
  const composer = new Composer<ParsedNode>({
    version: '1.2',
    schema: 'core',
    merge: false,
    // Its own check compares every key with every other; build-tree.ts looks them up.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [first, second] = composer.compose(tokens, true, length);
  if (first === undefined) {
    throw new Error('the YAML composer gave no document though it was told to');
  }
  const complaints = [...first.errors, ...first.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  const problems: Problem[] = complaints
    .slice(0, MAX_SYNTAX_PROBLEMS)
    .map((complaint) => syntaxProblem(complaint.code, complaint.message, toPlace(complaint.pos[0])));
  if (second !== undefined && problems.length === 0) {
    problems.push({
      ...toPlace(second.range[0]),
      code: 'YAML_DOCUMENTS',
      message: 'a second YAML document starts here; a file holds one',
      hint: 'put it into a file of its own',
    });
  }
  if (problems.length > 0) {
    throw new ProblemsError(problems);
  }
  return first;
}

function syntaxProblem(code: string, message: string, place: Place): Problem {
  const isTag = code === 'TAG_RESOLVE_FAILED';
  const hint = isTag
    ? 'tags are not needed here; quote a text that starts with !'
    : syntaxHint(code, message);
  const problem = { ...place, code: isTag ? 'YAML_TAG' : 'YAML_SYNTAX', message: oneLine(message) };
  return hint === undefined ? problem : { ...problem, hint };
}

/** yaml quotes what it found, which may be anything. */
function oneLine(message: string): string {
  return message.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200);
}

function syntaxHint(code: string, message: string): string | undefined {
  if (message.startsWith('Block scalar header')) {
    return 'quote a text that starts with > or |, for example ">= 80%"';
  }
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'indent with spaces';
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return 'quote a text that holds ": ", or check the indentation';
    case 'BAD_INDENT':
      return 'check the indentation and that every [ and { is closed';
    case 'BAD_SCALAR_START':
      return 'quote a text that starts with @ or `';
    case 'MISSING_CHAR':
      return 'check that every quote, [ and { is closed';
    default:
      return undefined;
  }
}

function tooComplex(place: Place, message: string): ProblemsError {
  return new ProblemsError([
    {
      ...place,
      code: 'YAML_TOO_COMPLEX',
      message,
      hint: 'a scenario or cluster file is a few hundred lines at most',
    },
  ]);
}
