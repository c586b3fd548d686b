import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { Report } from '../prisma/report.js';
import { ExportService } from './export.service.js';
import { GradebookRow, LayoutQuery, LearnerScoreView, ScoreView } from './gradebook.dto.js';
import { GradebookService } from './gradebook.service.js';

@ApiTags('gradebook')
@ApiBearerAuth()
@Controller('v1/courses/:courseId')
export class GradebookController {
  constructor(
    private readonly gradebook: GradebookService,
    private readonly exports: ExportService,
  ) {}

  @Get('gradebook')
  @Report()
  @ApiOperation({ summary: 'Read the gradebook: every student of a course with their scores' })
  @ApiPage(GradebookRow)
  book(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Query() query: PageQuery) {
    return this.exports.gradebook(me, courseId, query);
  }

  @Get('gradebook.csv')
  @Report()
  @Header('Content-Disposition', 'attachment; filename="gradebook.csv"')
  @ApiOperation({ summary: 'Download the gradebook as CSV, in the layout of the system that is to take it' })
  @ApiProduces('text/csv')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  async csv(
    @Me() me: Principal,
    @Param('courseId', IdPipe) courseId: string,
    @Query() { layout }: LayoutQuery,
  ) {
    const file = await this.exports.csv(me, courseId, layout);
    return new StreamableFile(file, { type: 'text/csv; charset=utf-8' });
  }

  @Get('scores/me')
  @ApiOperation({ summary: 'Read your own scores in a course' })
  @ApiOkResponse({ type: [ScoreView] })
  mine(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string) {
    return this.gradebook.ownScores(me, courseId);
  }

  @Get('assignments/:assignmentId/scores')
  @Report()
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
