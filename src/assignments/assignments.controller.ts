import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiIfMatch, IfMatch, Tagged } from '../common/entity-tag.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { AssignmentView, CreateAssignment, UpdateAssignment } from './assignments.dto.js';
import { ReleaseAspects } from './conditions.dto.js';
import { AssignmentsService } from './assignments.service.js';

@ApiTags('assignments')
@ApiBearerAuth()
@Controller('v1')
export class AssignmentsController {
  constructor(private readonly assignments: AssignmentsService) {}

  @Post('courses/:courseId/assignments')
  @Tagged()
  @ApiOperation({ summary: 'Create an assignment with its items, as a draft' })
  @ApiCreatedResponse({ type: AssignmentView })
  create(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Body() body: CreateAssignment) {
    return this.assignments.create(me, courseId, body);
  }

  @Get('courses/:courseId/assignments')
  @ApiOperation({ summary: 'List the assignments of a course' })
  @ApiPage(AssignmentView)
  list(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Query() query: PageQuery) {
    return this.assignments.list(me, courseId, query);
  }

  @Get('assignments/:assignmentId')
  @Tagged()
  @ApiOperation({ summary: 'Read an assignment' })
  @ApiOkResponse({ type: AssignmentView })
  read(@Me() me: Principal, @Param('assignmentId', IdPipe) assignmentId: string) {
    return this.assignments.read(me, assignmentId);
  }

  @Patch('assignments/:assignmentId')
  @ApiIfMatch()
  @ApiOperation({ summary: 'Change an assignment, if nobody else has since you read it' })
  @ApiOkResponse({ type: AssignmentView })
  update(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @IfMatch() version: number,
    @Body() body: UpdateAssignment,
  ) {
    return this.assignments.update(me, assignmentId, version, body);
  }

  @Post('assignments/:assignmentId/publish')
  @HttpCode(200)
  @Tagged()
  @ApiOperation({ summary: 'Open an assignment to the students' })
  @ApiOkResponse({ type: AssignmentView })
  publish(@Me() me: Principal, @Param('assignmentId', IdPipe) assignmentId: string) {
    return this.assignments.move(me, assignmentId, 'publish');
  }

  @Post('assignments/:assignmentId/close')
  @HttpCode(200)
  @Tagged()
  @ApiOperation({ summary: 'Close an assignment, whatever its dates say' })
  @ApiOkResponse({ type: AssignmentView })
  close(@Me() me: Principal, @Param('assignmentId', IdPipe) assignmentId: string) {
    return this.assignments.move(me, assignmentId, 'close');
  }

  @Post('assignments/:assignmentId/reopen')
  @HttpCode(200)
  @Tagged()
  @ApiOperation({ summary: 'Open a closed assignment again' })
  @ApiOkResponse({ type: AssignmentView })
  reopen(@Me() me: Principal, @Param('assignmentId', IdPipe) assignmentId: string) {
    return this.assignments.move(me, assignmentId, 'reopen');
  }

  @Post('assignments/:assignmentId/archive')
  @HttpCode(200)
  @Tagged()
  @ApiOperation({ summary: 'Put a closed assignment away: it can be read, and changes no more' })
  @ApiOkResponse({ type: AssignmentView })
  archive(@Me() me: Principal, @Param('assignmentId', IdPipe) assignmentId: string) {
    return this.assignments.move(me, assignmentId, 'archive');
  }

  @Post('assignments/:assignmentId/release')
  @HttpCode(200)
  @Tagged()
  @ApiOperation({ summary: 'Tell the students now how right they were, or what the answers are' })
  @ApiOkResponse({ type: AssignmentView })
  release(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Body() { aspects }: ReleaseAspects,
  ) {
    return this.assignments.release(me, assignmentId, aspects);
  }
}
