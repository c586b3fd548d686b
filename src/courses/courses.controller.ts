import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { AddMember, CourseView, CreateCourse, UpdateCourse, MemberView } from './courses.dto.js';
import { CoursesService } from './courses.service.js';
import { EnrolMembers, EnrolmentView, ImportQuery, ImportView } from './enrolment.dto.js';
import { EnrolmentService } from './enrolment.service.js';

@ApiTags('courses')
@ApiBearerAuth()
@Controller('v1/courses')
export class CoursesController {
  constructor(
    private readonly courses: CoursesService,
    private readonly enrolment: EnrolmentService,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Create a course; you become its owner' })
  @ApiCreatedResponse({ type: CourseView })
  create(@Me() me: Principal, @Body() body: CreateCourse) {
    return this.courses.create(me, body);
  }

  @Get()
  @ApiOperation({ summary: 'List the courses you are in' })
  @ApiPage(CourseView)
  list(@Me() me: Principal, @Query() query: PageQuery) {
    return this.courses.list(me, query);
  }

  @Get(':courseId')
  @ApiOperation({ summary: 'Read a course' })
  @ApiOkResponse({ type: CourseView })
  read(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string) {
    return this.courses.read(me, courseId);
  }

  @Patch(':courseId')
  @ApiOperation({ summary: 'Change which TCP new items of a course ask about' })
  @ApiOkResponse({ type: CourseView })
  update(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Body() body: UpdateCourse) {
    return this.courses.update(me, courseId, body);
  }

  @Post(':courseId/members')
  @ApiOperation({ summary: 'Add a person to a course' })
  @ApiCreatedResponse({ type: MemberView })
  addMember(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Body() body: AddMember) {
    return this.courses.addMember(me, courseId, body);
  }

  @Post(':courseId/members/bulk')
  @HttpCode(200)
  @ApiOperation({ summary: 'Add many people to a course; each row has its own result' })
  @ApiOkResponse({ type: EnrolmentView })
  enrol(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Body() body: EnrolMembers) {
    return this.enrolment.enrol(me, courseId, body);
  }

  @Post(':courseId/members/import')
  @HttpCode(200)
  @ApiOperation({ summary: 'Add many people to a course from a CSV file; each row has its own result' })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', example: 'name,role,lmsId\nLin Mei,student,u-1' } })
  @ApiOkResponse({ type: ImportView })
  import(
    @Me() me: Principal,
    @Param('courseId', IdPipe) courseId: string,
    @Query() { allOrNothing }: ImportQuery,
    @Body() csv: Buffer,
  ) {
    return this.enrolment.import(me, courseId, csv, allOrNothing);
  }

  @Get(':courseId/members')
  @ApiOperation({ summary: 'List the members of a course' })
  @ApiPage(MemberView)
  listMembers(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Query() query: PageQuery) {
    return this.courses.listMembers(me, courseId, query);
  }

  @Delete(':courseId/members/:personId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a person from a course; what they did stays' })
  @ApiNoContentResponse()
  removeMember(
    @Me() me: Principal,
    @Param('courseId', IdPipe) courseId: string,
    @Param('personId', IdPipe) personId: string,
  ) {
    return this.courses.removeMember(me, courseId, personId);
  }
}
