// A check of one param against another: it may not be given where the other has a certain value.
import { ValidateBy } from 'class-validator';

/** @param message told when both are given; a JSON Schema of the params does not know of this */
export function NotWhere(other: string, value: string, message: string): PropertyDecorator {
  return ValidateBy({
    name: 'notWhere',
    validator: {
      validate: (given, args) =>
        given === undefined || (args?.object as Record<string, unknown> | undefined)?.[other] !== value,
      defaultMessage: () => message,
    },
  });
}
