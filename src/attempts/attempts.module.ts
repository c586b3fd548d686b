import { Module } from '@nestjs/common';
import { AssignmentsModule } from '../assignments/assignments.module.js';
import { CoursesModule } from '../courses/courses.module.js';
import { GradingModule } from '../grading/grading.module.js';
import { AttemptsController } from './attempts.controller.js';
import { AttemptsService } from './attempts.service.js';
import { SubmissionsService } from './submissions.service.js';

@Module({
  imports: [CoursesModule, AssignmentsModule, GradingModule],
  controllers: [AttemptsController],
  providers: [AttemptsService, SubmissionsService],
})
export class AttemptsModule {}
