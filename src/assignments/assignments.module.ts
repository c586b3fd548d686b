import { Module } from '@nestjs/common';
import { CoursesModule } from '../courses/courses.module.js';
import { AssignmentsController } from './assignments.controller.js';
import { AssignmentsService } from './assignments.service.js';
import { KindsController } from './kinds.controller.js';

@Module({
  imports: [CoursesModule],
  controllers: [AssignmentsController, KindsController],
  providers: [AssignmentsService],
  exports: [AssignmentsService],
})
export class AssignmentsModule {}
