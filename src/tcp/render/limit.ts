/** What a trace holds does not fit into what it is to be drawn as. The message says why, for people. */
export class RenderLimit extends Error {
  override readonly name = 'RenderLimit';
}
