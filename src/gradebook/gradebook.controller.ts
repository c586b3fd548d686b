import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { LearnerScoreView, ScoreView } from './gradebook.dto.js';
import { GradebookService } from './gradebook.service.js';

@ApiTags('gradebook')
@ApiBearerAuth()
@Controller('v1/courses/:courseId')
export class GradebookController {
  constructor(private readonly gradebook: GradebookService) {}

  @Get('scores/me')
  @ApiOperation({ summary: 'Read your own scores in a course' })
  @ApiOkResponse({ type: [ScoreView] })
  mine(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string) {
    return this.gradebook.ownScores(me, courseId);
  }

  @Get('assignments/:assignmentId/scores')
  @ApiOperation({ summary: 'Read every learner’s score for an assignment' })
  @ApiPage(LearnerScoreView)
  scores(
    @Me() me: Principal,
    @Param('courseId', IdPipe) courseId: string,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Query() query: PageQuery,
  ) {
    return this.gradebook.scoresOfAssignment(me, courseId, assignmentId, query);
  }
}
