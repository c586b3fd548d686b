import { Body, Controller, Delete, Get, Param, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiIfMatch, IfMatch, Tagged } from '../common/entity-tag.js';
import { IdPipe } from '../common/validation.js';
import { GradeView, HandScoreView, SetPoints } from './overrides.dto.js';
import { OverridesService } from './overrides.service.js';

@ApiTags('grades by hand')
@ApiBearerAuth()
@Controller('v1')
export class OverridesController {
  constructor(private readonly overrides: OverridesService) {}

  @Get('submissions/:submissionId/grade')
  @Tagged()
  @ApiOperation({ summary: 'Read a grade as the staff sees it' })
  @ApiOkResponse({ type: GradeView })
  grade(@Me() me: Principal, @Param('submissionId', IdPipe) submissionId: string) {
    return this.overrides.grade(me, submissionId);
  }

  @Patch('submissions/:submissionId/grade')
  @ApiIfMatch()
  @ApiOperation({ summary: 'Give a grade by hand, whatever the grader said' })
  @ApiOkResponse({ type: GradeView })
  setGrade(
    @Me() me: Principal,
    @Param('submissionId', IdPipe) submissionId: string,
    @IfMatch() version: number,
    @Body() body: SetPoints,
  ) {
    return this.overrides.changeGrade(me, submissionId, version, body);
  }

  @Delete('submissions/:submissionId/grade/override')
  @ApiIfMatch()
  @ApiOperation({ summary: 'Undo it: the grader’s own grade counts again' })
  @ApiOkResponse({ type: GradeView })
  liftGrade(
    @Me() me: Principal,
    @Param('submissionId', IdPipe) submissionId: string,
    @IfMatch() version: number,
  ) {
    return this.overrides.changeGrade(me, submissionId, version, null);
  }

  @Get('assignments/:assignmentId/scores/:learnerId')
  @Tagged()
  @ApiOperation({ summary: 'Read a learner’s score as the staff sees it' })
  @ApiOkResponse({ type: HandScoreView })
  score(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Param('learnerId', IdPipe) learnerId: string,
  ) {
    return this.overrides.score(me, { assignmentId, learnerId });
  }

  @Patch('assignments/:assignmentId/scores/:learnerId')
  @ApiIfMatch()
  @ApiOperation({ summary: 'Give a score by hand, whatever the grades say' })
  @ApiOkResponse({ type: HandScoreView })
  setScore(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Param('learnerId', IdPipe) learnerId: string,
    @IfMatch() version: number,
    @Body() body: SetPoints,
  ) {
    return this.overrides.changeScore(me, { assignmentId, learnerId }, version, body);
  }

  @Delete('assignments/:assignmentId/scores/:learnerId/override')
  @ApiIfMatch()
  @ApiOperation({ summary: 'Undo it: what the grades say counts again' })
  @ApiOkResponse({ type: HandScoreView })
  liftScore(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Param('learnerId', IdPipe) learnerId: string,
    @IfMatch() version: number,
  ) {
    return this.overrides.changeScore(me, { assignmentId, learnerId }, version, null);
  }
}
