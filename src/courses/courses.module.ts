import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditLogService } from './audit-log.service.js';
import { CourseTokensService } from './course-tokens.service.js';
import { CoursesController } from './courses.controller.js';
import { CoursesService } from './courses.service.js';
import { EnrolmentService } from './enrolment.service.js';
import { RosterService } from './roster.service.js';
import { TokensController } from './tokens.controller.js';

@Module({
  controllers: [CoursesController, AuditController, TokensController],
  providers: [CoursesService, EnrolmentService, RosterService, AuditLogService, CourseTokensService],
  exports: [CoursesService, RosterService],
})
export class CoursesModule {}
