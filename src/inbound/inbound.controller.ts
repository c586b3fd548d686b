import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Res,
  UseGuards,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Me, type Principal } from '../auth/principal.js';
import { Public } from '../common/public.js';
import { RawBody } from '../common/raw-body.js';
import { IdPipe } from '../common/validation.js';
import { RotateSecret } from '../webhooks/webhooks.dto.js';
import { LMS_EVENTS, LmsEventView, LmsSecretView, NewLmsSecretView } from './inbound.dto.js';
import { InboundService } from './inbound.service.js';
import { LmsRateGuard } from './lms-rate.guard.js';
import { LmsSecretsService } from './lms-secrets.service.js';

const Course = () => Param('courseId', IdPipe);
const FORMS = Object.entries(LMS_EVENTS).map(([type, data]) => ({
  type: 'object',
  required: ['type', 'data'],
  properties: {
    type: { type: 'string', enum: [type] },
    timestamp: { description: 'When it happened, by the clock of the LMS. It is not looked at.' },
    data: { $ref: getSchemaPath(data) },
  },
}));

@ApiTags('lms')
@Controller('v1/courses/:courseId/lms-events')
export class InboundController {
  constructor(
    private readonly inbound: InboundService,
    private readonly secrets: LmsSecretsService,
  ) {}

  @Post()
  @Public()
  @UseGuards(LmsRateGuard)
  @HttpCode(200)
  @ApiOperation({
    summary: 'Tell of members who came or went, or of other dates for one, as the LMS, signed',
  })
  @ApiHeader({ name: 'webhook-id', required: true, description: 'The same on every try of a message.' })
  @ApiHeader({ name: 'webhook-timestamp', required: true, description: 'Seconds since 1970, of this try.' })
  @ApiHeader({ name: 'webhook-signature', required: true, description: 'v1,… as of Standard Webhooks.' })
  @ApiExtraModels(...Object.values(LMS_EVENTS))
  @ApiBody({ schema: { oneOf: FORMS } })
  @ApiOkResponse({ type: LmsEventView })
  async take(
    @Course() course: string,
    @Headers('webhook-id') id: string = '',
    @Headers('webhook-timestamp') timestamp: string = '',
    @Headers('webhook-signature') signatures: string = '',
    @RawBody() body: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { view, again } = await this.inbound.take(course, { id, timestamp, signatures, body });
    if (again) void reply.header('Idempotency-Replayed', 'true');
    return view;
  }

  @Post('secret')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Make or replace the secret with which the LMS signs; for a while both hold' })
  @ApiCreatedResponse({ type: NewLmsSecretView })
  set(@Me() me: Principal, @Course() course: string, @Body() { overlapHours }: RotateSecret) {
    return this.secrets.set(me, course, overlapHours);
  }

  @Get('secret')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'See since when the LMS may tell something' })
  @ApiOkResponse({ type: LmsSecretView })
  read(@Me() me: Principal, @Course() course: string) {
    return this.secrets.read(me, course);
  }

  @Delete('secret')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Take nothing from the LMS any more' })
  @ApiNoContentResponse()
  remove(@Me() me: Principal, @Course() course: string) {
    return this.secrets.remove(me, course);
  }
}
