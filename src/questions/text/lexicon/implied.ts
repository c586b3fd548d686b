// What holds wherever a tag does: a new connection is a connection, and new.
export const implied: Readonly<Record<string, readonly string[]>> = {
  'last-ack': ['ack'],
  'connection-new': ['connection', 'new'],
  'connection-old': ['connection', 'old'],
  'segment-new': ['segment', 'new'],
  'segment-old': ['segment', 'old'],
  'old-syn': ['syn', 'old'],
  'new-syn': ['syn', 'new'],
  'old-synack': ['synack', 'old'],
};

/** Acts of which one is the denial of the other: what does not arrive is lost. */
export const antonyms: Readonly<Record<string, string>> = { lost: 'arrive', arrive: 'lost', survive: 'die' };
