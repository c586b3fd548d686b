import { Module } from '@nestjs/common';
import { CoursesController } from './courses.controller.js';
import { CoursesService } from './courses.service.js';
import { EnrolmentService } from './enrolment.service.js';

@Module({
  controllers: [CoursesController],
  providers: [CoursesService, EnrolmentService],
  exports: [CoursesService],
})
export class CoursesModule {}
