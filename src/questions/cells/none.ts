// The word for a field that holds nothing.

export function isNone(text: string): boolean {
  return /^(none|no|n\/a|null|nil|-+|invalid|not valid|unset|[无無]|[没沒]有|[无無]效|不[适適]用|未定[义義])$/i.test(
    text,
  );
}

/** The words for a segment that is not sent. */
export function isNotSent(text: string): boolean {
  return /^(nothing|no (segment|reply|answer|response)|不[发發](送|出)?|不[应應]答|不回[复復]|不响应)$/i.test(
    text,
  );
}

/** The word for a time that does not come. */
export function isNever(text: string): boolean {
  return (
    isNone(text) ||
    /^(never|does not|[从從]不|永不|永[远遠]不|不[会會]|不[会會][发發]生|不[进進]入)$/i.test(text)
  );
}
