import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { AuditEntryView, AuditQuery, VerificationView } from './audit.dto.js';
import { AuditLogService } from './audit-log.service.js';

@ApiTags('audit')
@ApiBearerAuth()
@Controller('v1/courses/:courseId/audit')
export class AuditController {
  constructor(private readonly log: AuditLogService) {}

  @Get()
  @ApiOperation({ summary: 'List who changed what in a course, the oldest change first' })
  @ApiPage(AuditEntryView)
  list(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string, @Query() query: AuditQuery) {
    return this.log.list(me, courseId, query);
  }

  @Get('verification')
  @ApiOperation({ summary: 'Check that no entry of the audit log was altered, removed or put in' })
  @ApiOkResponse({ type: VerificationView })
  verify(@Me() me: Principal, @Param('courseId', IdPipe) courseId: string) {
    return this.log.verify(me, courseId);
  }
}
