import { Module } from '@nestjs/common';
import { AssignmentsModule } from '../assignments/assignments.module.js';
import { CoursesModule } from '../courses/courses.module.js';
import { PapersController } from './papers.controller.js';
import { PapersService } from './papers.service.js';

@Module({
  imports: [CoursesModule, AssignmentsModule],
  controllers: [PapersController],
  providers: [PapersService],
})
export class PapersModule {}
