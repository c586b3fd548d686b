import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { IdPipe } from '../common/validation.js';
import { PaperQuery, PreviewQuery, PreviewView } from './papers.dto.js';
import { PapersService } from './papers.service.js';

@ApiTags('assignments')
@ApiBearerAuth()
@Controller('v1/assignments/:assignmentId')
export class PapersController {
  constructor(private readonly papers: PapersService) {}

  @Get('items/:itemId/preview')
  @ApiOperation({ summary: 'See an item as a seed or a student would show it, with its solution' })
  @ApiOkResponse({ type: PreviewView })
  preview(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Param('itemId', IdPipe) itemId: string,
    @Query() query: PreviewQuery,
  ) {
    return this.papers.preview(me, assignmentId, itemId, query);
  }

  @Get('paper.html')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
  @ApiOperation({ summary: 'Print an assignment for a list of students, or the key to it' })
  @ApiProduces('text/html')
  @ApiOkResponse({ content: { 'text/html': { schema: { type: 'string' } } } })
  paper(
    @Me() me: Principal,
    @Param('assignmentId', IdPipe) assignmentId: string,
    @Query() query: PaperQuery,
  ) {
    return this.papers.paper(me, assignmentId, query);
  }
}
