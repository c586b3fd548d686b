import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Along, ReadAlong } from '../auth/along.js';
import { Me, type Principal, type Read } from '../auth/principal.js';
import { type Elapsed, SinceArrival } from '../common/arrival.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { AttemptSummary, AttemptView, LocaleQuery, QuestionView, TableCellView } from './attempts.dto.js';
import { AttemptsService } from './attempts.service.js';
import { HintsView, TakeHint } from './hints.dto.js';
import { HintsService } from './hints.service.js';
import { BEARER_AND_QUESTION } from './place.queries.js';
import { BEARER_AND_START } from './start.queries.js';
import { StartingService } from './starting.service.js';
import { SolutionView, SubmissionView, SubmitAnswer } from './submissions.dto.js';
import { SubmissionsService } from './submissions.service.js';

@ApiTags('attempts')
@ApiBearerAuth()
@ApiExtraModels(TableCellView)
@Controller('v1')
export class AttemptsController {
  constructor(
    private readonly attempts: AttemptsService,
    private readonly starting: StartingService,
    private readonly submissions: SubmissionsService,
    private readonly hints: HintsService,
  ) {}

  @Post('assignments/:assignmentId/attempts')
  @ReadAlong(BEARER_AND_START, 'assignmentId')
  @ApiOperation({ summary: 'Start an attempt at an assignment, or find the one you have open' })
  @ApiCreatedResponse({ type: AttemptView })
  @ApiOkResponse({ type: AttemptView, description: 'You have it open already.' })
  async start(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) _assignmentId: string,
    @Along() read: Read,
    @SinceArrival() elapsed: Elapsed,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { attempt, created } = await this.starting.start(me, read, elapsed);
    void reply.status(created ? 201 : 200);
    return attempt;
  }

  @Get('attempts/:attemptId')
  @ApiOperation({ summary: 'Read an attempt: its questions and the tries left' })
  @ApiOkResponse({ type: AttemptView })
  read(@Me() me: Principal, @Param('attemptId', IdPipe) attemptId: string, @SinceArrival() elapsed: Elapsed) {
    return this.attempts.read(me, attemptId, elapsed);
  }

  @Post('attempts/:attemptId/finish')
  @HttpCode(200)
  @ApiOperation({ summary: 'Hand an attempt in; nothing can be answered in it any more' })
  @ApiOkResponse({ type: AttemptView })
  finish(
    @Me() me: Principal,
    @Param('attemptId', IdPipe) attemptId: string,
    @SinceArrival() elapsed: Elapsed,
  ) {
    return this.attempts.finish(me, attemptId, elapsed);
  }

  @Get('assignments/:assignmentId/attempts')
  @ApiOperation({ summary: 'List your attempts at an assignment; the staff sees everybody’s' })
  @ApiPage(AttemptSummary)
  listAttempts(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Query() query: PageQuery,
  ) {
    return this.attempts.list(me, assignmentId, query);
  }

  @Get('questions/:questionId')
  @ApiOperation({ summary: 'Read a question' })
  @ApiOkResponse({ type: QuestionView })
  question(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @Query() { locale }: LocaleQuery,
    @SinceArrival() elapsed: Elapsed,
  ) {
    return this.attempts.question(me, questionId, elapsed, locale);
  }

  @Post('questions/:questionId/submissions')
  @ReadAlong(BEARER_AND_QUESTION, 'questionId')
  @ApiOperation({ summary: 'Submit an answer; the response is its grade' })
  @ApiCreatedResponse({ type: SubmissionView })
  submit(
    @Me() me: Principal,
    @Param('questionId', IdPipe) _questionId: string,
    @Along() read: Read,
    @Body() body: SubmitAnswer,
    @Query() { locale }: LocaleQuery,
    @SinceArrival() elapsed: Elapsed,
  ) {
    return this.submissions.submit(me, read, body, { elapsed, locale });
  }

  @Get('questions/:questionId/submissions')
  @ApiOperation({ summary: 'Read the submissions for a question and their grades' })
  @ApiOkResponse({ type: [SubmissionView] })
  list(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @Query() { locale }: LocaleQuery,
    @SinceArrival() elapsed: Elapsed,
  ) {
    return this.submissions.list(me, questionId, { elapsed, locale });
  }

  @Post('questions/:questionId/hints')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Take a hint, after the tries and at the price that the item says; asked again, it is told again',
  })
  @ApiOkResponse({ type: HintsView })
  takeHint(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @Body() body: TakeHint,
    @Query() { locale }: LocaleQuery,
    @SinceArrival() elapsed: Elapsed,
  ) {
    return this.hints.take(me, questionId, body, { elapsed, locale });
  }

  @Get('questions/:questionId/hints')
  @ApiOperation({ summary: 'Read the hints that were taken to a question' })
  @ApiOkResponse({ type: HintsView })
  listHints(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @Query() { locale }: LocaleQuery,
    @SinceArrival() elapsed: Elapsed,
  ) {
    return this.hints.list(me, questionId, elapsed, locale);
  }

  @Get('questions/:questionId/solution')
  @ApiOperation({ summary: 'Read the right values and the way to them, when they are released' })
  @ApiOkResponse({ type: SolutionView })
  solution(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @Query() { locale }: LocaleQuery,
    @SinceArrival() elapsed: Elapsed,
  ) {
    return this.submissions.solution(me, questionId, { elapsed, locale });
  }
}
