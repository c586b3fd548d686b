import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { Decision, ReplayDecision, ReplayedDecision, ReviewQuery, ReviewView } from './reviews.dto.js';
import { ReviewsService } from './reviews.service.js';

@ApiTags('reviews')
@ApiBearerAuth()
@Controller('v1')
export class ReviewsController {
  constructor(private readonly reviews: ReviewsService) {}

  @Get('courses/:courseId/reviews')
  @ApiOperation({ summary: 'List the answers that wait for a person to grade them, the oldest first' })
  @ApiPage(ReviewView)
  list(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Query() query: ReviewQuery) {
    return this.reviews.list(me, courseId, query);
  }

  @Get('submissions/:submissionId/review')
  @ApiOperation({ summary: 'Read an answer with what the grader proposes' })
  @ApiOkResponse({ type: ReviewView })
  read(@Me() me: Principal, @Param('submissionId', IdPipe) submissionId: string) {
    return this.reviews.read(me, submissionId);
  }

  @Post('submissions/:submissionId/review')
  @HttpCode(200)
  @ApiOperation({ summary: 'Decide, concept by concept; it is final, and the score follows' })
  @ApiOkResponse({ type: ReviewView })
  decide(@Me() me: Principal, @Param('submissionId', IdPipe) submissionId: string, @Body() body: Decision) {
    return this.reviews.decide(me, submissionId, body);
  }

  @Get('submissions/:submissionId/review/similar')
  @ApiOperation({ summary: 'List the answers that wait and are similar: the same words, or read alike' })
  @ApiPage(ReviewView)
  similar(
    @Me() me: Principal,
    @Param('submissionId', IdPipe) submissionId: string,
    @Query() query: PageQuery,
  ) {
    return this.reviews.similar(me, submissionId, query);
  }

  @Post('submissions/:submissionId/review/similar')
  @HttpCode(200)
  @ApiOperation({ summary: 'Decide similar answers as this one was decided' })
  @ApiOkResponse({ type: ReplayedDecision })
  replay(
    @Me() me: Principal,
    @Param('submissionId', IdPipe) submissionId: string,
    @Body() body: ReplayDecision,
  ) {
    return this.reviews.replay(me, submissionId, body);
  }
}
