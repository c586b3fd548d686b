// The parameters of a kind as a JSON Schema (2020-12), made from the decorators that check them, so that the two
// cannot differ.
import { getMetadataStorage } from 'class-validator';
import type { Json } from './kind.js';

export interface ParamsSchema {
  type: 'object';
  properties: Record<string, Record<string, Json>>;
  additionalProperties: false;
}

/** No parameter is required: those left out have the `default`, or are drawn. Throws for a decorator it does not know. */
export function paramsSchema(type: new () => object): ParamsSchema {
  const defaults = new Map<string, Json>(Object.entries(new type()));
  const properties: ParamsSchema['properties'] = {};
  for (const { name, type: kind, propertyName, constraints } of checksOf(type)) {
    const property = (properties[propertyName] ??= {});
    Object.assign(property, keywordOf(name ?? kind, constraints));
    const preset = defaults.get(propertyName);
    if (preset !== undefined) property['default'] = preset;
  }
  return { type: 'object', properties, additionalProperties: false };
}

interface Check {
  name?: string;
  type: string;
  propertyName: string;
  constraints: Json[];
}

function checksOf(type: new () => object): Check[] {
  return getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
}

function keywordOf(check: string, [first = null]: Json[] = []): Record<string, Json> {
  switch (check) {
    case 'isIn':
      return { enum: first };
    case 'isInt':
      return { type: 'integer' };
    case 'min':
      return { minimum: first };
    case 'max':
      return { maximum: first };
    case 'isOptional':
    case 'conditionalValidation':
    case 'notWhere':
    case 'below':
    case 'isSceneOfQuestion':
      return {};
    default:
      throw new TypeError(`no keyword of JSON Schema is known for ${check}`);
  }
}
