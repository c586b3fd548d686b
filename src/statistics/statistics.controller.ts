import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { Report } from '../prisma/report.js';
import { ChartQuery, CopiesView, StatisticsView, WatchedView } from './statistics.dto.js';
import { StatisticsService } from './statistics.service.js';

const SVG = { content: { 'image/svg+xml': { schema: { type: 'string' } } } } as const;
const NO_SCRIPTS = "default-src 'none'; style-src 'unsafe-inline'";

@ApiTags('statistics')
@ApiBearerAuth()
@Report()
@Controller('v1')
export class StatisticsController {
  constructor(private readonly statistics: StatisticsService) {}

  @Get('assignments/:assignmentId/statistics')
  @ApiOperation({ summary: 'Read how an assignment went, by item, kind, misconception and drawn parameter' })
  @ApiOkResponse({ type: StatisticsView })
  read(@Me() me: Principal, @Param('assignmentId', IdPipe) assignmentId: string) {
    return this.statistics.read(me, assignmentId);
  }

  @Get('assignments/:assignmentId/statistics/scores.svg')
  @Header('Content-Security-Policy', NO_SCRIPTS)
  @ApiOperation({ summary: 'See the scores of an assignment as a histogram' })
  @ApiProduces('image/svg+xml')
  @ApiOkResponse(SVG)
  async scores(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Query() query: ChartQuery,
  ) {
    return svg(await this.statistics.scoreChart(me, assignmentId, query));
  }

  @Get('assignments/:assignmentId/statistics/misconceptions.svg')
  @Header('Content-Security-Policy', NO_SCRIPTS)
  @ApiOperation({ summary: 'See how many learners show which misconception' })
  @ApiProduces('image/svg+xml')
  @ApiOkResponse(SVG)
  async misconceptions(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Query() query: ChartQuery,
  ) {
    return svg(await this.statistics.misconceptionChart(me, assignmentId, query));
  }

  @Get('assignments/:assignmentId/copies')
  @ApiOperation({ summary: 'Find wrong answers that are another student’s key' })
  @ApiOkResponse({ type: CopiesView })
  copies(@Me() me: Principal, @Param('assignmentId', IdPipe) assignmentId: string) {
    return this.statistics.copies(me, assignmentId);
  }

  @Get('courses/:courseId/watch-list')
  @ApiOperation({ summary: 'Find students who may need somebody' })
  @ApiPage(WatchedView)
  watchList(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Query() query: PageQuery) {
    return this.statistics.watchList(me, courseId, query);
  }
}

function svg(text: string): StreamableFile {
  return new StreamableFile(Buffer.from(text), { type: 'image/svg+xml; charset=utf-8' });
}
