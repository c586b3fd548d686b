// The word for a field that holds nothing.

export function isNone(text: string): boolean {
  return /^(none|no|n\/a|null|nil|-+|invalid|not valid|unset|[无無]|[没沒]有|[无無]效|不[适適]用|未定[义義])$/i.test(
    text,
  );
}
