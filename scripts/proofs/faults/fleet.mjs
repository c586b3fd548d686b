// API replicas and workers that serve, and a spare of each that is ready to take the place of one that is killed: a start
// takes seconds, and the load is to go on meanwhile.

/** @param {Record<'api' | 'worker', number>} wanted */
export async function openFleet(lab, wanted, { spares = 1 } = {}) {
  const serving = { api: [], worker: [] };
  const waiting = { api: [], worker: [] };

  const begin = (role) => {
    const member = lab.start(role);
    member.role = role;
    void member.ready.then(
      (url) => (member.url = url),
      () => undefined, // Whoever takes it out of `waiting` hears of it.
    );
    return member;
  };
  const refill = (role) => {
    while (waiting[role].length < spares) waiting[role].push(begin(role));
  };

  for (const role of Object.keys(wanted)) {
    for (let i = 0; i < wanted[role]; i++) {
      const member = begin(role);
      await member.ready;
      serving[role].push(member);
    }
    refill(role);
  }
  return {
    serving,
    urls: () => serving.api.map(({ url }) => url),
    members: () => [...serving.api, ...serving.worker],
    /** Waits until a spare of the role is ready. */
    spareReady: async (role) => {
      await waiting[role][0].ready;
    },
    /** A spare that is ready serves in the place of one that is gone, and another spare is started. */
    replace: (role, gone) => {
      serving[role] = serving[role].filter((member) => member !== gone);
      serving[role].push(waiting[role].shift());
      refill(role);
    },
    /** Ends all, and tells the exit statuses of those that served. */
    end: async (signal = 'SIGTERM') => {
      const all = [...serving.api, ...serving.worker];
      for (const spare of [...waiting.api, ...waiting.worker]) void spare.end('SIGKILL');
      return Promise.all(all.map((member) => member.end(signal, 30_000)));
    },
  };
}
