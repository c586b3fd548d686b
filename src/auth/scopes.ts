// What a token may be used for, less than its bearer may do: an area of the API, and whether it reads or writes there.
// Which area a route belongs to follows from its path, so that a new route is never open by being forgotten.

const AREAS = [
  'audit',
  'content',
  'course',
  'attempts',
  'grades',
  'me',
  'roster',
  'tokens',
  'webhooks',
] as const;
export type Scope = `${(typeof AREAS)[number]}:${'read' | 'write'}`;

export const SCOPES: readonly Scope[] = AREAS.flatMap((area) => [`${area}:read`, `${area}:write`] as const);

/** The first pattern that fits decides. */
const PATHS: [pattern: RegExp, area: (typeof AREAS)[number]][] = [
  [/\/(service-)?tokens\b/, 'tokens'],
  [/\/audit\b/, 'audit'],
  [/\/(endpoints|lms-events)\b/, 'webhooks'],
  [/\/(members|groups|learners)\b/, 'roster'],
  [/^\/v1\/me\b/, 'me'],
  [/\/(attempts|practice)\b/, 'attempts'],
  [
    /\/(scores|gradebook|grades?|override|regrades|reviews?|statistics|charts?|watch-list|copies)\b/,
    'grades',
  ],
  [/^\/v1\/(questions|submissions)\b/, 'attempts'],
  [/^\/v1\/(assignments|kinds)\b|\/assignments\b/, 'content'],
  [/^\/v1\/courses\b/, 'course'],
];

/** @param pattern a route's path, with names in the place of ids; null: no token of limited scope may go there */
export function scopeOf(method: string, pattern: string): Scope | null {
  const area = PATHS.find(([path]) => path.test(pattern))?.[1];
  if (!area) return null;
  return `${area}:${method === 'GET' || method === 'HEAD' ? 'read' : 'write'}`;
}
