// Parses Bicep with the tree-sitter grammar, which needs no Azure and no Bicep compiler.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';

await Parser.init();
const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
const parser = new Parser();
parser.setLanguage(await Language.load(grammar));

/** The places in a file that are not Bicep, each as `line:column: text`. */
export function slipsIn(path) {
  return slipsOf(readFileSync(path, 'utf8'), path.endsWith('.bicepparam'));
}

/** The same for a text. */
export function slipsOf(source, isParameterFile = false) {
  const slips = [];
  const visit = (node) => {
    const at = `${node.startPosition.row + 1}:${node.startPosition.column + 1}`;
    if (node.isMissing) slips.push(`${at}: expected ${node.type}`);
    else if (node.isError) slips.push(`${at}: not understood: ${node.text.trim().split('\n')[0]}`);
    node.children.forEach(visit);
  };
  visit(parser.parse(forTheGrammar(source, isParameterFile)).rootNode);
  return slips;
}

/**
 * The grammar is older than the language. What it does not know is written in what it knows, of the same length, so
 * that lines and columns stay: the assignments of parameter files, and `!` after a value that may be null.
 */
function forTheGrammar(source, isParameterFile) {
  const known = source.replace(/(?<=\w)!(?=\.)/g, ' ');
  return isParameterFile ? known.replace(/^param(?=[ \t]+\w+[ \t]*=)/gm, 'var  ') : known;
}
