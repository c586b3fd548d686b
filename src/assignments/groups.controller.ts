import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { GroupView, SetGroup } from './groups.dto.js';
import { GroupsService } from './groups.service.js';

@ApiTags('courses')
@ApiBearerAuth()
@Controller('v1/courses/:courseId/groups')
export class GroupsController {
  constructor(private readonly groups: GroupsService) {}

  @Post()
  @ApiOperation({ summary: 'Make a group of members' })
  @ApiCreatedResponse({ type: GroupView })
  create(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Body() body: SetGroup) {
    return this.groups.create(me, courseId, body);
  }

  @Get()
  @ApiOperation({ summary: 'List the groups of a course' })
  @ApiPage(GroupView)
  list(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Query() query: PageQuery) {
    return this.groups.list(me, courseId, query);
  }

  @Put(':groupId')
  @ApiOperation({ summary: 'Give a group another name and other members' })
  @ApiOkResponse({ type: GroupView })
  set(
    @Me() me: Principal,
    @Param('courseId', IdPipe) courseId: string,
    @Param('groupId', IdPipe) groupId: string,
    @Body() body: SetGroup,
  ) {
    return this.groups.set(me, courseId, groupId, body);
  }

  @Delete(':groupId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Dissolve a group; its extensions go with it' })
  @ApiNoContentResponse()
  remove(
    @Me() me: Principal,
    @Param('courseId', IdPipe) courseId: string,
    @Param('groupId', IdPipe) groupId: string,
  ) {
    return this.groups.remove(me, courseId, groupId);
  }
}
