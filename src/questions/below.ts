// A check of one number among params against another: where a third param has a certain value, it must be less.
import { ValidateBy } from 'class-validator';

/** @param message told when it is not less; a JSON Schema of the params does not know of this */
export function Below(other: string, [param, value]: [string, string], message: string): PropertyDecorator {
  return ValidateBy({
    name: 'below',
    validator: {
      validate: (given, args) => {
        const { [other]: bound, [param]: set } = (args?.object ?? {}) as Record<string, unknown>;
        return set !== value || typeof bound !== 'number' || Number(given) < bound;
      },
      defaultMessage: () => message,
    },
  });
}
