import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import type { Delivery, Event, Try } from '../generated/prisma/client.js';

export class CreateEndpoint {
  @ApiProperty({ example: 'https://lms.example.edu/hooks/lastack', maxLength: 2000 })
  @IsString()
  @MaxLength(2000)
  url!: string;

  @ApiPropertyOptional({ maxLength: 200, default: '' })
  @IsString()
  @MaxLength(200)
  description: string = '';
}

export class EndpointView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() url!: string;
  @ApiProperty() description!: string;
  @ApiProperty({ format: 'date-time' }) createdAt!: string;
}

export class NewEndpointView extends EndpointView {
  @ApiProperty({
    description: 'Signs what is delivered (Standard Webhooks). Keep it: it is shown this once.',
  })
  secret!: string;
}

export class TryView {
  @ApiProperty({ description: 'From 1.' }) number!: number;
  @ApiProperty({ format: 'date-time' }) startedAt!: string;
  @ApiProperty({ type: Number, nullable: true }) durationMs!: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'The HTTP status of the answer.' }) status!:
    number | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why there was no answer.' }) error!:
    string | null;
}

export class DeliveryView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'msg_0198…', description: 'The webhook-id of the message.' }) messageId!: string;
  @ApiProperty({ example: 'score.changed' }) type!: string;
  @ApiProperty({ enum: ['pending', 'delivered', 'failed'] }) state!: string;
  @ApiProperty({ type: [TryView] }) tries!: TryView[];
}

export function endpointView(row: {
  id: string;
  url: string;
  description: string;
  createdAt: Date;
}): EndpointView {
  const { id, url, description, createdAt } = row;
  return { id, url, description, createdAt: createdAt.toISOString() };
}

export function deliveryView({
  id,
  event,
  state,
  tries,
}: Delivery & { event: Event; tries: Try[] }): DeliveryView {
  return {
    id,
    messageId: `msg_${event.id}`,
    type: event.type,
    state,
    tries: tries.map(({ number, startedAt, durationMs, status, error }) => ({
      number,
      startedAt: startedAt.toISOString(),
      durationMs,
      status,
      error,
    })),
  };
}
