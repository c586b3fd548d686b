import { Module } from '@nestjs/common';
import { CoursesModule } from '../courses/courses.module.js';
import { AssignmentsController } from './assignments.controller.js';
import { AssignmentsService } from './assignments.service.js';
import { ClosingService } from './closing.service.js';
import { ExtensionsController } from './extensions.controller.js';
import { ExtensionsService } from './extensions.service.js';
import { GroupsController } from './groups.controller.js';
import { GroupsService } from './groups.service.js';
import { KindsController } from './kinds.controller.js';

@Module({
  imports: [CoursesModule],
  controllers: [AssignmentsController, ExtensionsController, GroupsController, KindsController],
  providers: [AssignmentsService, ClosingService, ExtensionsService, GroupsService],
  exports: [AssignmentsService, ExtensionsService],
})
export class AssignmentsModule {}
