import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Me, type Principal } from '../auth/principal.js';
import { IdPipe } from '../common/validation.js';
import { AttemptView, LocaleQuery, QuestionView, TableCellView } from './attempts.dto.js';
import { AttemptsService } from './attempts.service.js';
import { SubmissionView, SubmitAnswer } from './submissions.dto.js';
import { SubmissionsService } from './submissions.service.js';

@ApiTags('attempts')
@ApiBearerAuth()
@ApiExtraModels(TableCellView)
@Controller('v1')
export class AttemptsController {
  constructor(
    private readonly attempts: AttemptsService,
    private readonly submissions: SubmissionsService,
  ) {}

  @Post('assignments/:assignmentId/attempts')
  @ApiOperation({ summary: 'Start your attempt at an assignment, or find the one you started' })
  @ApiCreatedResponse({ type: AttemptView })
  @ApiOkResponse({ type: AttemptView, description: 'You had started it before.' })
  async start(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { attempt, created } = await this.attempts.start(me, assignmentId);
    void reply.status(created ? 201 : 200);
    return attempt;
  }

  @Get('attempts/:attemptId')
  @ApiOperation({ summary: 'Read an attempt: its questions and the tries left' })
  @ApiOkResponse({ type: AttemptView })
  read(@Me() me: Principal, @Param('attemptId', IdPipe) attemptId: string) {
    return this.attempts.read(me, attemptId);
  }

  @Get('questions/:questionId')
  @ApiOperation({ summary: 'Read a question' })
  @ApiOkResponse({ type: QuestionView })
  question(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @Query() { locale }: LocaleQuery,
  ) {
    return this.attempts.question(me, questionId, locale);
  }

  @Post('questions/:questionId/submissions')
  @ApiOperation({ summary: 'Submit an answer; the response is its grade' })
  @ApiCreatedResponse({ type: SubmissionView })
  submit(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @Body() body: SubmitAnswer,
    @Query() { locale }: LocaleQuery,
  ) {
    return this.submissions.submit(me, questionId, body, locale);
  }

  @Get('questions/:questionId/submissions')
  @ApiOperation({ summary: 'Read the submissions for a question and their grades' })
  @ApiOkResponse({ type: [SubmissionView] })
  list(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @Query() { locale }: LocaleQuery,
  ) {
    return this.submissions.list(me, questionId, locale);
  }
}
