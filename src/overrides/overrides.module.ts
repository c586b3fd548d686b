import { Module } from '@nestjs/common';
import { AssignmentsModule } from '../assignments/assignments.module.js';
import { CoursesModule } from '../courses/courses.module.js';
import { GradebookModule } from '../gradebook/gradebook.module.js';
import { GradingModule } from '../grading/grading.module.js';
import { OverridesController } from './overrides.controller.js';
import { OverridesService } from './overrides.service.js';

@Module({
  imports: [CoursesModule, AssignmentsModule, GradingModule, GradebookModule],
  controllers: [OverridesController],
  providers: [OverridesService],
})
export class OverridesModule {}
