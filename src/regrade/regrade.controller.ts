import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { ApplyRegrade, ProposeRegrade, RegradeDiff, RegradeView } from './regrade.dto.js';
import { RegradeService } from './regrade.service.js';

@ApiTags('regrades')
@ApiBearerAuth()
@Controller('v1')
export class RegradeController {
  constructor(private readonly regrades: RegradeService) {}

  @Post('assignments/:assignmentId/regrades')
  @ApiOperation({ summary: 'Propose to correct an assignment; what it would change is computed' })
  @ApiCreatedResponse({ type: RegradeView })
  propose(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Body() body: ProposeRegrade,
  ) {
    return this.regrades.propose(me, assignmentId, body);
  }

  @Get('assignments/:assignmentId/regrades')
  @ApiOperation({ summary: 'List the regrades of an assignment' })
  @ApiPage(RegradeView)
  list(@Me() me: Principal, @Param('assignmentId', IdPipe) assignmentId: string, @Query() query: PageQuery) {
    return this.regrades.list(me, assignmentId, query);
  }

  @Get('regrades/:regradeId')
  @ApiOperation({ summary: 'Read a regrade and how far it is' })
  @ApiOkResponse({ type: RegradeView })
  read(@Me() me: Principal, @Param('regradeId', IdPipe) regradeId: string) {
    return this.regrades.read(me, regradeId);
  }

  @Get('regrades/:regradeId/changes')
  @ApiOperation({ summary: 'See what a regrade means for each learner' })
  @ApiPage(RegradeDiff)
  diffs(@Me() me: Principal, @Param('regradeId', IdPipe) regradeId: string, @Query() query: PageQuery) {
    return this.regrades.diffs(me, regradeId, query);
  }

  @Post('regrades/:regradeId/apply')
  @HttpCode(200)
  @ApiOperation({ summary: 'Apply a regrade that was proposed, by a job' })
  @ApiOkResponse({ type: RegradeView })
  apply(@Me() me: Principal, @Param('regradeId', IdPipe) regradeId: string, @Body() body: ApplyRegrade) {
    return this.regrades.apply(me, regradeId, body);
  }

  @Post('regrades/:regradeId/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give a regrade up; what it has changed so far goes back' })
  @ApiOkResponse({ type: RegradeView })
  cancel(@Me() me: Principal, @Param('regradeId', IdPipe) regradeId: string) {
    return this.regrades.cancel(me, regradeId);
  }

  @Post('regrades/:regradeId/undo')
  @HttpCode(200)
  @ApiOperation({ summary: 'Undo the regrade of an assignment that was applied last, by a job' })
  @ApiOkResponse({ type: RegradeView })
  undo(@Me() me: Principal, @Param('regradeId', IdPipe) regradeId: string) {
    return this.regrades.undo(me, regradeId);
  }
}
