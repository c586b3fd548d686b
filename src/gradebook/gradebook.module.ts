import { Module } from '@nestjs/common';
import { CoursesModule } from '../courses/courses.module.js';
import { GradebookController } from './gradebook.controller.js';
import { GradebookService } from './gradebook.service.js';

@Module({
  imports: [CoursesModule],
  controllers: [GradebookController],
  providers: [GradebookService],
  exports: [GradebookService],
})
export class GradebookModule {}
