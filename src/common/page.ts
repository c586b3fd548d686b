// Pages of a list in the order of its ids. Ids grow with time, so a page never shifts under the reader.
import { applyDecorators, type Type, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiPropertyOptional, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { Type as Convert } from 'class-transformer';
import { IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { CursorInterceptor } from './cursor.interceptor.js';

export class PageQuery {
  @ApiPropertyOptional({
    type: String,
    description: 'Begin behind this entry: `next` of the page before, as it was given.',
  })
  /** What the services see is the id in it: CursorInterceptor has opened it. */
  @IsOptional()
  @IsUUID()
  after?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 50 })
  @Convert(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 50;
}

export interface Page<T> {
  data: T[];
  /** What to give as `after` for the next page; null at the end. */
  next: string | null;
}

/** How many rows to read so that `page` can tell whether more follow. */
export function rowsOf(query: PageQuery): number {
  return query.limit + 1;
}

export function page<Row, T>(
  rows: Row[],
  query: PageQuery,
  idOf: (row: Row) => string,
  view: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return { data: shown.map(view), next: rows.length > shown.length && last ? idOf(last) : null };
}

/** For a route that answers with a page of `model`: its cursor is signed, and the OpenAPI document says what it is. */
export function ApiPage(model: Type) {
  return applyDecorators(
    UseInterceptors(CursorInterceptor),
    ApiExtraModels(model),
    ApiOkResponse({
      schema: {
        type: 'object',
        required: ['data', 'next'],
        properties: {
          data: { type: 'array', items: { $ref: getSchemaPath(model) } },
          next: { type: 'string', nullable: true },
        },
      },
    }),
  );
}
