import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { PageQuery } from '../common/page.js';
import { IsInstant } from '../common/validation.js';
import { EVENT_TYPES, type EventType } from '../events/catalogue.js';
import type { Delivery, Endpoint, Event, Try } from '../generated/prisma/client.js';
import { messageId } from './sender.service.js';

const OVERLAP_LIMIT_HOURS = 7 * 24;
const STATES = ['pending', 'delivered', 'failed'] as const;
const ORIGINS = ['event', 'redelivery', 'replay', 'ping'] as const;

export class CreateEndpoint {
  @ApiProperty({
    example: 'https://lms.example.edu/hooks/lastack',
    maxLength: 2000,
    description: 'An https URL at a public address, without user, password or fragment.',
  })
  @IsString()
  @MaxLength(2000)
  url!: string;

  @ApiPropertyOptional({ maxLength: 200, default: '' })
  @IsString()
  @MaxLength(200)
  description: string = '';

  @ApiPropertyOptional({
    enum: EVENT_TYPES,
    isArray: true,
    default: [],
    description: 'What it gets; an empty list means everything, also what later versions add.',
  })
  @IsArray()
  @ArrayMaxSize(EVENT_TYPES.length)
  @ArrayUnique()
  @IsIn(EVENT_TYPES, { each: true })
  eventTypes: EventType[] = [];
}

/** Not derived from CreateEndpoint, whose defaults would overwrite what is not named. */
export class ChangeEndpoint {
  @ApiPropertyOptional({ maxLength: 2000 })
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @MaxLength(2000)
  url?: string;

  @ApiPropertyOptional({ maxLength: 200 })
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @MaxLength(200)
  description?: string;

  @ApiPropertyOptional({ enum: EVENT_TYPES, isArray: true })
  @ValidateIf((_, value) => value !== undefined)
  @IsArray()
  @ArrayMaxSize(EVENT_TYPES.length)
  @ArrayUnique()
  @IsIn(EVENT_TYPES, { each: true })
  eventTypes?: EventType[];

  @ApiPropertyOptional({
    description: 'false: nothing is sent until it is true again. The answer to true names the gap to replay.',
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsBoolean()
  enabled?: boolean;
}

export class RotateSecret {
  @ApiPropertyOptional({
    minimum: 0,
    maximum: OVERLAP_LIMIT_HOURS,
    default: 24,
    description: 'For so long both secrets sign; 0: the old one ends at once.',
  })
  @IsInt()
  @Min(0)
  @Max(OVERLAP_LIMIT_HOURS)
  overlapHours: number = 24;
}

export class Replay {
  @ApiProperty({ format: 'date-time' })
  @IsInstant()
  from!: string;

  @ApiProperty({ format: 'date-time' })
  @IsInstant()
  to!: string;

  @ApiPropertyOptional({ default: false, description: 'Also what the receiver has had.' })
  @IsBoolean()
  all: boolean = false;
}

export class ReplayView {
  @ApiProperty({ description: 'How many events are sent again.' }) events!: number;
}

export class DeliveriesQuery extends PageQuery {
  @ApiPropertyOptional({ enum: STATES })
  @IsOptional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];
}

export class GapView {
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time' }) to!: string;
  @ApiProperty({ description: 'How many events it has not had.' }) events!: number;
}

export class EndpointView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() url!: string;
  @ApiProperty() description!: string;
  @ApiProperty({ isArray: true, enum: EVENT_TYPES }) eventTypes!: string[];
  @ApiProperty() enabled!: boolean;
  @ApiProperty({ type: String, nullable: true, enum: ['manual', 'gone', 'failing', null] })
  disabledReason!: string | null;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' }) disabledAt!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'Since when it has only failed.',
  })
  failingSince!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'Until when the secret before the last rotation signs as well.',
  })
  previousSecretUntil!: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt!: string;
  @ApiPropertyOptional({ type: GapView, description: 'In the answer to enabling: what can be replayed.' })
  gap?: GapView;
}

export class NewEndpointView extends EndpointView {
  @ApiProperty({
    description: 'Signs what is delivered (Standard Webhooks). Keep it: it is shown this once.',
  })
  secret!: string;
}

export class TryView {
  @ApiProperty({ description: 'From 1; sent as the header lastack-try.' }) number!: number;
  @ApiProperty({ format: 'date-time' }) startedAt!: string;
  @ApiProperty({ type: Number, nullable: true }) durationMs!: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'The HTTP status of the answer.' }) status!:
    number | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why there was no answer.' }) error!:
    string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The first 4 KiB of the answer.' }) answer!:
    string | null;
  @ApiProperty({ description: 'It ended after another try had begun, and changed nothing.' }) late!: boolean;
}

export class DeliveryView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'msg_0198…', description: 'The webhook-id of the message.' }) messageId!: string;
  @ApiProperty({ example: 'score.changed' }) type!: string;
  @ApiProperty({ enum: ORIGINS, description: 'Why it was made.' }) origin!: string;
  @ApiProperty({ enum: STATES }) state!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'When the next try is due.',
  })
  nextTryAt!: string | null;
  @ApiProperty({ type: [TryView] }) tries!: TryView[];
}

type EndpointRow = Omit<Endpoint, 'secret' | 'previousSecret'>;

export function endpointView(row: EndpointRow): EndpointView {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    eventTypes: row.eventTypes,
    enabled: row.disabledAt === null,
    disabledReason: row.disabledReason,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    previousSecretUntil: row.previousUntil?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

export function tryView({ number, startedAt, durationMs, status, error, answer, late }: Try): TryView {
  return { number, startedAt: startedAt.toISOString(), durationMs, status, error, answer, late };
}

export function deliveryView(row: Delivery & { event: Event; tries: Try[] }): DeliveryView {
  const { id, event, origin, state, dueAt, tries } = row;
  return {
    id,
    messageId: messageId(event.id),
    type: event.type,
    origin,
    state,
    nextTryAt: state === 'pending' && origin !== 'ping' ? dueAt.toISOString() : null,
    tries: tries.map(tryView),
  };
}
