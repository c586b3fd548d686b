import { Module } from '@nestjs/common';
import { AssignmentsModule } from '../assignments/assignments.module.js';
import { CoursesModule } from '../courses/courses.module.js';
import { InboundController } from './inbound.controller.js';
import { InboundService } from './inbound.service.js';
import { LmsSecretsService } from './lms-secrets.service.js';

@Module({
  imports: [CoursesModule, AssignmentsModule],
  controllers: [InboundController],
  providers: [InboundService, LmsSecretsService],
})
export class InboundModule {}
