import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { ExtensionRows, ExtensionView, SetExtensions, SetManyExtensions } from './extensions.dto.js';
import { ExtensionsService } from './extensions.service.js';

@ApiTags('assignments')
@ApiBearerAuth()
@Controller('v1/assignments/:assignmentId/extensions')
export class ExtensionsController {
  constructor(private readonly extensions: ExtensionsService) {}

  @Put()
  @ApiOperation({ summary: 'Give students or groups other dates, more time or more attempts' })
  @ApiOkResponse({ type: [ExtensionView] })
  set(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Body() { extensions }: SetExtensions,
  ) {
    return this.extensions.set(me, assignmentId, extensions);
  }

  @Post('bulk')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give many students or groups extensions; each row has its own result' })
  @ApiOkResponse({ type: ExtensionRows })
  setMany(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Body() { extensions }: SetManyExtensions,
  ) {
    return this.extensions.setMany(me, assignmentId, extensions);
  }

  @Get()
  @ApiOperation({ summary: 'List the extensions of an assignment' })
  @ApiPage(ExtensionView)
  list(@Me() me: Principal, @Param('assignmentId', IdPipe) assignmentId: string, @Query() query: PageQuery) {
    return this.extensions.list(me, assignmentId, query);
  }

  @Delete(':extensionId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take an extension back' })
  @ApiNoContentResponse()
  remove(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Param('extensionId', IdPipe) extensionId: string,
  ) {
    return this.extensions.remove(me, assignmentId, extensionId);
  }
}
