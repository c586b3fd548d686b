// What the fuzzer has seen so far: ids by the names that paths give them, with the course they belong to and who made
// them; people with their tokens; and what was deleted. Choices are numbers, so that one seed gives one run.

/** Whose `id` is meant, by the name of the schema that holds it. */
const IDS = {
  CourseView: 'courseId',
  AssignmentView: 'assignmentId',
  ItemView: 'itemId',
  ExtensionView: 'extensionId',
  GroupView: 'groupId',
  AttemptView: 'attemptId',
  AttemptSummary: 'attemptId',
  QuestionRef: 'questionId',
  SubmissionView: 'submissionId',
  RegradeView: 'regradeId',
  NewEndpointView: 'endpointId',
  EndpointView: 'endpointId',
  DeliveryView: 'deliveryId',
  IssuedToken: 'tokenId',
  TokenView: 'tokenId',
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** The last so many of each sort: of a long run, the old ones are not asked for any more. */
const KEPT = 400;

export class Pools {
  #ids = new Map();
  #byId = new Map();
  #texts = new Map();
  /** Deleted, by the name of the path's last part. */
  deleted = new Map();
  /** @type {{ token: string | null, role: string, courses: Set<string> | null }[]} courses null: whichever it makes */
  actors = [];

  constructor(schemas) {
    this.schemas = schemas;
  }

  /** One of a course, if there is one there; else any. */
  pick(name, choice, course) {
    const all = this.#ids.get(name) ?? [];
    const near = course ? all.filter((one) => one.course === course) : [];
    const from = near.length > 0 ? near : all;
    return from.length > 0 ? from[from.length - 1 - (choice % from.length)] : undefined;
  }

  courseOf(id) {
    return this.#byId.get(id)?.course;
  }

  of(id) {
    return this.#byId.get(id);
  }

  /** Sealed questions, cursors, names of cells. */
  text(name, choice) {
    const all = this.#texts.get(name) ?? [];
    return all.length > 0 ? all[choice % all.length] : undefined;
  }

  addText(name, text) {
    const all = this.#texts.get(name) ?? [];
    this.#texts.set(name, [...all, text].slice(-KEPT));
  }

  /** Everything that an answer of this schema tells, to whoever asked. */
  harvest(schema, value, context) {
    if (!schema || typeof value !== 'object' || value === null) return;
    if (schema.$ref) return this.#harvestNamed(schema.$ref.split('/').at(-1), value, context);
    for (const one of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
      this.harvest(one, value, context);
    if (Array.isArray(value)) return value.forEach((one) => this.harvest(schema.items, one, context));
    for (const [key, inner] of Object.entries(schema.properties ?? {}))
      this.harvest(inner, value[key], context);
    if (typeof value.next === 'string') this.addText('after', value.next);
  }

  #harvestNamed(name, value, { course, actor }) {
    const here = value.courseId ?? (name === 'CourseView' ? value.id : course);
    const context = { course: here, actor };
    if (IDS[name] && UUID.test(value.id ?? '')) this.#add(IDS[name], value.id, context);
    for (const [key, id] of Object.entries(value))
      if (key.endsWith('Id') && typeof id === 'string' && UUID.test(id)) this.#add(key, id, context);
    if (value.personId) this.#add('learnerId', value.personId, context);
    if (name === 'IssuedToken' && here) this.#addActor(value, here);
    if (typeof value.practice === 'string') this.addText('practice', value.practice);
    for (const { id } of value.blanks ?? []) this.addText('cell', id);
    this.harvest(this.schemas[name], value, context);
  }

  #add(name, id, context) {
    if (this.#byId.has(id) && (this.#ids.get(name) ?? []).some((one) => one.id === id)) return;
    const one = { id, ...context };
    if (!this.#byId.has(id)) this.#byId.set(id, one);
    this.#ids.set(name, [...(this.#ids.get(name) ?? []), this.#byId.get(id)].slice(-KEPT));
  }

  forget(actor) {
    this.actors = this.actors.filter((one) => one !== actor);
    for (const one of this.#byId.values()) if (one.actor === actor) one.actor = undefined;
  }

  #addActor({ token }, course) {
    this.actors.push({ token, role: 'member', courses: new Set([course]) });
  }
}
