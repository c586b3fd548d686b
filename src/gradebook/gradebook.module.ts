import { Module } from '@nestjs/common';
import { CoursesModule } from '../courses/courses.module.js';
import { ExportService } from './export.service.js';
import { GradebookController } from './gradebook.controller.js';
import { GradebookService } from './gradebook.service.js';

@Module({
  imports: [CoursesModule],
  controllers: [GradebookController],
  providers: [GradebookService, ExportService],
  exports: [GradebookService],
})
export class GradebookModule {}
