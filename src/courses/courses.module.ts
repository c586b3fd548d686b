import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditLogService } from './audit-log.service.js';
import { CourseTokensService } from './course-tokens.service.js';
import { CoursesController } from './courses.controller.js';
import { CoursesService } from './courses.service.js';
import { EnrolmentService } from './enrolment.service.js';
import { OwnTokensController } from './own-tokens.controller.js';
import { OwnTokensService } from './own-tokens.service.js';
import { RosterService } from './roster.service.js';
import { TokensController } from './tokens.controller.js';

@Module({
  controllers: [CoursesController, AuditController, TokensController, OwnTokensController],
  providers: [
    CoursesService,
    EnrolmentService,
    RosterService,
    AuditLogService,
    CourseTokensService,
    OwnTokensService,
  ],
  exports: [CoursesService, RosterService],
})
export class CoursesModule {}
