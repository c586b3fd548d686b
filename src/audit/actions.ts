// What is written into the audit log: every change of content, members, tokens, extensions and grades.

export const ACTIONS = [
  'assignment.archived',
  'assignment.changed',
  'assignment.closed',
  'assignment.created',
  'assignment.published',
  'assignment.released',
  'assignment.reopened',
  'course.changed',
  'course.created',
  'endpoint.changed',
  'endpoint.created',
  'endpoint.removed',
  'endpoint.secret_rotated',
  'extension.removed',
  'extension.set',
  'grade.overridden',
  'grade.override_removed',
  'grade.reviewed',
  'group.changed',
  'group.created',
  'group.removed',
  'learner.deleted',
  'lms_secret.removed',
  'lms_secret.set',
  'member.added',
  'member.changed',
  'member.removed',
  'regrade.applied',
  'regrade.undone',
  'score.overridden',
  'score.override_removed',
  'token.issued',
  'token.revoked',
  'token.rotated',
] as const;
export type Action = (typeof ACTIONS)[number];

/** What an action is done to: its id is a row's. */
export const SUBJECTS = [
  'assignment',
  'course',
  'endpoint',
  'extension',
  'grade',
  'group',
  'person',
  'regrade',
  'score',
  'token',
] as const;
export type SubjectType = (typeof SUBJECTS)[number];
