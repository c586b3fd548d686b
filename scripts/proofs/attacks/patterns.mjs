// Every regular expression that the built service holds, found by the TypeScript compiler: literals, and what RegExp is
// called with where that is a text.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';

const DIST = resolve('dist');
const NOT_OURS = /^generated\//;

/** @returns {{ place: string, source: string, flags: string }[]} each once */
export function patternsOfTheCode() {
  const found = new Map();
  for (const file of readdirSync(DIST, { recursive: true })) {
    if (!file.endsWith('.js') || NOT_OURS.test(file)) continue;
    const path = join(DIST, file);
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    walk(source, (pattern) => {
      const key = `/${pattern.source}/${pattern.flags}`;
      if (!found.has(key)) found.set(key, { place: relative(DIST, path), ...pattern });
    });
  }
  return [...found.values()];
}

/** Those of the OpenAPI document. */
export function patternsOf(node, place = 'openapi.json') {
  if (typeof node !== 'object' || node === null) return [];
  const own = typeof node.pattern === 'string' ? [{ place, source: node.pattern, flags: 'u' }] : [];
  return own.concat(Object.values(node).flatMap((inner) => patternsOf(inner, place)));
}

function walk(node, tell) {
  if (ts.isRegularExpressionLiteral(node)) {
    const [, source, flags] = /^\/(.*)\/(\w*)$/s.exec(node.text);
    tell({ source, flags });
  }
  const isBuilt =
    (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp';
  const [text, flags] = isBuilt ? (node.arguments ?? []) : [];
  if (text && ts.isStringLiteralLike(text)) tell({ source: text.text, flags: flags?.text ?? '' });
  ts.forEachChild(node, (child) => walk(child, tell));
}
