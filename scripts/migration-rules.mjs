// What a migration may do while processes of the version before still run: it expands, and takes nothing away that they
// use. A statement that may break or stop them needs a reason: a line `-- safe: why` right above it.

/** Each with the words that stand in the statement, and what it does to whom. */
const DANGERS = [
  [/\bDROP (?:TABLE|COLUMN|TYPE|VIEW|SCHEMA|FUNCTION)\b/i, 'takes away what the version before may use'],
  [/\bDROP (?:INDEX|CONSTRAINT)\b/i, 'takes away what an ON CONFLICT of the version before may name'],
  [/\bRENAME\b/i, 'renames what the version before uses'],
  [
    /\bALTER (?:COLUMN )?"?\w+"? (?:SET DATA )?TYPE\b/i,
    'changes a type under statements that are prepared, and rewrites the table',
  ],
  [/\bSET NOT NULL\b/i, 'refuses rows of the version before'],
  [/\bDROP DEFAULT\b/i, 'refuses rows of the version before'],
  [/\bADD COLUMN\b(?!.*\bDEFAULT\b)(?=.*\bNOT NULL\b)/i, 'refuses rows of the version before'],
  [
    /\bADD (?:CONSTRAINT|CHECK|UNIQUE|FOREIGN KEY)\b/i,
    'may refuse rows of the version before, and reads the whole table',
  ],
  [/\bCREATE UNIQUE INDEX\b/i, 'may refuse rows of the version before'],
  [/\bCREATE INDEX\b/i, 'lets nobody write to the table while it is made'],
  [/\bCREATE (?:OR REPLACE )?TRIGGER\b/i, 'does something to rows of the version before'],
  [/\bALTER TYPE\b.*\bADD VALUE\b/i, 'makes values that the version before cannot read'],
  [/^(?:UPDATE|DELETE|TRUNCATE)\b/i, 'changes rows under the version before'],
];
const REASON = /--\s*safe:\s*\S.*\n?$/;

/**
 * @param {string} sql a migration
 * @returns {{ statement: string, danger: string }[]} statements that need a reason and have none
 */
export function dangers(sql) {
  const parts = statements(sql);
  // A table that the migration itself makes is nobody's yet.
  const own = new Set(
    parts.flatMap(({ text }) => [...text.matchAll(/\bCREATE TABLE "?(\w+)"?/gi)].map(([, name]) => name)),
  );
  return parts.flatMap(({ text, comment }) => {
    const [, table] = /\b(?:ALTER TABLE(?: ONLY)?|ON|UPDATE|FROM) "?(\w+)"?/i.exec(text) ?? [];
    if (REASON.test(comment) || (table && own.has(table))) return [];
    // A statement of several actions, as Prisma writes them, is judged action by action.
    const danger = actions(text).flatMap(
      (action) => DANGERS.find(([words]) => words.test(action))?.slice(1) ?? [],
    )[0];
    return danger ? [{ statement: text, danger }] : [];
  });
}

/** The actions of an ALTER TABLE, separated by commas outside of parentheses; any other statement as it is. */
function actions(text) {
  if (!/^ALTER TABLE/i.test(text)) return [text];
  let depth = 0;
  const marked = [...text].map((char) => {
    depth += char === '(' ? 1 : char === ')' ? -1 : 0;
    return char === ',' && depth === 0 ? '\0' : char;
  });
  return marked.join('').split('\0');
}

/** Statements with the comment above each; a body in dollars is one with its statement. */
function statements(sql) {
  const pieces = sql.match(/(?:--[^\n]*\n?|\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'|[^;])+/g) ?? [];
  return pieces.flatMap((piece) => {
    const [comment = ''] = /^(?:\s*--[^\n]*\n?)*/.exec(piece) ?? [];
    const text = piece
      .slice(comment.length)
      .replace(/--[^\n]*/g, '')
      .replace(/\s+/g, ' ')
      .trim();
    return text === '' ? [] : [{ text, comment: comment.trimEnd() }];
  });
}
