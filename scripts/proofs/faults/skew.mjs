// Loaded before everything else (node --import), it makes a process believe that its host's clock is off by CLOCK_SKEW_MS.
// The monotonic clock goes on as it is, as it does on such a host.
const skewMs = Number(process.env.CLOCK_SKEW_MS ?? 0);
const Real = Date;

globalThis.Date = new Proxy(Real, {
  construct: (target, args, made) =>
    Reflect.construct(target, args.length === 0 ? [Real.now() + skewMs] : args, made),
  apply: () => new Real(Real.now() + skewMs).toString(),
  get: (target, name) => (name === 'now' ? () => Real.now() + skewMs : Reflect.get(target, name)),
});
