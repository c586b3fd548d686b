import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { AssignmentView, CreateAssignment } from './assignments.dto.js';
import { AssignmentsService } from './assignments.service.js';

@ApiTags('assignments')
@ApiBearerAuth()
@Controller('v1')
export class AssignmentsController {
  constructor(private readonly assignments: AssignmentsService) {}

  @Post('courses/:courseId/assignments')
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
  @ApiOperation({ summary: 'Read an assignment' })
  @ApiOkResponse({ type: AssignmentView })
  read(@Me() me: Principal, @Param('assignmentId', IdPipe) assignmentId: string) {
    return this.assignments.read(me, assignmentId);
  }

  @Post('assignments/:assignmentId/publish')
  @HttpCode(200)
  @ApiOperation({ summary: 'Open an assignment to the students' })
  @ApiOkResponse({ type: AssignmentView })
  publish(@Me() me: Principal, @Param('assignmentId', IdPipe) assignmentId: string) {
    return this.assignments.publish(me, assignmentId);
  }
}
