// A transaction that all of a request takes part in, whatever services it calls: inside it, Database is that
// transaction. Used where a request's effect and the record of it must commit together.
import { AsyncLocalStorage } from 'node:async_hooks';

const ambient = new AsyncLocalStorage<object>();

/** Runs `work` with `tx` in the place of the database. */
export function within<T>(tx: object, work: () => Promise<T>): Promise<T> {
  return ambient.run(tx, work);
}

/** The transaction that the work here takes part in, if there is one. */
export function transaction(): object | undefined {
  return ambient.getStore();
}

/** `client`, but inside `within` the transaction; one that is begun there is a part of it. */
export function ambientClient<C extends object>(client: C): C {
  return new Proxy(client, {
    get(target, name) {
      const tx = ambient.getStore();
      if (tx && name === '$transaction') return (work: (tx: object) => Promise<unknown>) => work(tx);
      const source = tx && name in tx ? tx : target;
      return Reflect.get(source, name, source) as unknown;
    },
  });
}
