// Bodies, queries and ids: checked against their class, every fault named at once.
import { Injectable, type PipeTransform, ValidationPipe } from '@nestjs/common';
import { isRFC3339, isUUID, ValidateBy, ValidateIf, type ValidationError } from 'class-validator';
import { type Fault, Problem } from './problems.js';

export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: false,
    exceptionFactory: (errors) => {
      const faults = flatten(errors);
      const named = faults.map((fault) => fault.detail).join('; ');
      return new Problem('validation-failed', `Nothing was changed. ${named}.`, faults);
    },
  });
}

function flatten(errors: ValidationError[], path = ''): Fault[] {
  return errors.flatMap((error) => {
    const at = path ? `${path}.${error.property}` : error.property;
    const own = Object.values(error.constraints ?? {}).map((detail) => ({ at, detail }));
    return [...own, ...flatten(error.children ?? [], at)];
  });
}

/** An id in a path, as the service writes it: sealed secrets hang on that. One that cannot be an id names nothing. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    if (!isUUID(id)) throw new Problem('not-found', 'An id of this service is a UUID; this is none.');
    return id.toLowerCase();
  }
}

/** What the database and everybody's calendars can keep. */
const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9998, 11, 31);

const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}]/u;

/** A moment with its offset from UTC, as in 2026-11-22T09:00:00Z or 2026-11-22T10:00:00+01:00. */
export function IsInstant(): PropertyDecorator {
  const isInstant = (value: unknown) => {
    const time = isRFC3339(value) ? Date.parse(String(value)) : Number.NaN;
    return time >= EARLIEST && time <= LATEST;
  };
  return ValidateBy({
    name: 'isInstant',
    validator: {
      validate: isInstant,
      defaultMessage: (of) =>
        `${of?.property} must be a moment with its offset, such as 2026-11-22T09:00:00Z, from 1970 to 9998`,
    },
  });
}

/** May be left out, but not be null: what IsOptional would let pass. */
export function MayBeLeftOut(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** A text in which there is something to see: neither empty nor made of spaces and of characters without a form. */
export function IsNotBlank(): PropertyDecorator {
  return ValidateBy({
    name: 'isNotBlank',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && VISIBLE.test(value),
      defaultMessage: (of) => `${of?.property} should not be empty`,
    },
  });
}
