import { describe, expect, it } from '@jest/globals';
import { IsEmail } from 'class-validator';
import { kindOf, kinds, paramsSchema, validateParams } from './index.js';

describe('the schema of params', () => {
  it('tells values, bounds and defaults', () => {
    expect(paramsSchema(kindOf('handshake-numbers')!.params)).toEqual({
      type: 'object',
      properties: {
        difficulty: { enum: ['intro', 'standard', 'hard'], default: 'standard' },
        story: { enum: expect.arrayContaining(['auto', 'lost-syn']), default: 'auto' },
        notation: { enum: ['absolute', 'relative', 'letters'], default: 'absolute' },
        profile: { enum: expect.arrayContaining(['textbook', 'linux']), default: 'textbook' },
      },
      additionalProperties: false,
    });
    expect(paramsSchema(kindOf('keepalive')!.params).properties['probes']).toEqual({
      type: 'integer',
      minimum: 2,
      maximum: 20,
    });
  });

  it.each(kinds.map((kind) => [kind.name, kind] as const))('of %s says what is checked', (_name, kind) => {
    const { properties } = paramsSchema(kind.params);
    for (const example of kind.examples) {
      for (const name of Object.keys(example)) expect(Object.keys(properties)).toContain(name);
    }
    for (const [name, { enum: values, minimum, maximum }] of Object.entries(properties)) {
      // Some values go with some others only: a scene with its question.
      const check = (value: unknown) =>
        [{}, ...kind.examples].some((others) => validateParams(kind, { ...others, [name]: value }).ok);
      for (const value of Array.isArray(values) ? values : [minimum, maximum])
        expect(check(value)).toBe(true);
      if (values === undefined)
        expect([check(Number(minimum) - 1), check(Number(maximum) + 1)]).toEqual([false, false]);
      else expect(check('nothing of the kind')).toBe(false);
    }
  });

  it('is refused where a check has no keyword, rather than being too wide', () => {
    class Odd {
      @IsEmail()
      mail = '';
    }
    expect(() => paramsSchema(Odd)).toThrow('isEmail');
  });
});
