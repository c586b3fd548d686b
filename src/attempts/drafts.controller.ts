import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Along, ReadAlong } from '../auth/along.js';
import { Me, type Principal, type Read } from '../auth/principal.js';
import { type Elapsed, SinceArrival } from '../common/arrival.js';
import { ApiIfMatch, IfMatch, Tagged } from '../common/entity-tag.js';
import { IdPipe } from '../common/validation.js';
import { LocaleQuery } from './attempts.dto.js';
import { DraftView, SaveDraft, SubmitAll, SubmittedView } from './drafts.dto.js';
import { DraftsService } from './drafts.service.js';
import { BEARER_AND_ATTEMPT } from './place.queries.js';
import { SubmissionsService } from './submissions.service.js';

@ApiTags('attempts')
@ApiBearerAuth()
@Controller('v1')
export class DraftsController {
  constructor(
    private readonly drafts: DraftsService,
    private readonly submissions: SubmissionsService,
  ) {}

  @Get('questions/:questionId/draft')
  @Tagged()
  @ApiOperation({ summary: 'Read your draft of an answer' })
  @ApiOkResponse({ type: DraftView })
  read(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @SinceArrival() elapsed: Elapsed,
  ) {
    return this.drafts.read(me, questionId, elapsed);
  }

  @Put('questions/:questionId/draft')
  @ApiIfMatch()
  @ApiOperation({ summary: 'Save a draft of an answer, if no other tab has since you read it' })
  @ApiOkResponse({ type: DraftView })
  save(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @IfMatch() version: number,
    @Body() body: SaveDraft,
    @SinceArrival() elapsed: Elapsed,
  ) {
    return this.drafts.save(me, questionId, version, body, elapsed);
  }

  @Post('attempts/:attemptId/submissions')
  @ReadAlong(BEARER_AND_ATTEMPT, 'attemptId')
  @HttpCode(200)
  @ApiOperation({ summary: 'Submit answers to several questions of an attempt; each has its own result' })
  @ApiOkResponse({ type: SubmittedView })
  submitAll(
    @Me() me: Principal,
    @Param('attemptId', IdPipe) _attemptId: string,
    @Along() read: Read,
    @Body() { answers }: SubmitAll,
    @Query() { locale }: LocaleQuery,
    @SinceArrival() elapsed: Elapsed,
  ) {
    return this.submissions.submitAll(me, read, answers, { elapsed, locale });
  }
}
