// The word for a field that holds nothing.

export function isNone(text: string): boolean {
  return /^(none|no|n\/a|null|nil|-+|invalid|not valid|unset|无|没有|无效|不适用|未定义)$/i.test(text);
}
