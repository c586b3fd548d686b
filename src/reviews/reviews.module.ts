import { Module } from '@nestjs/common';
import { CoursesModule } from '../courses/courses.module.js';
import { GradingModule } from '../grading/grading.module.js';
import { ReviewsController } from './reviews.controller.js';
import { ReviewsService } from './reviews.service.js';

@Module({
  imports: [CoursesModule, GradingModule],
  controllers: [ReviewsController],
  providers: [ReviewsService],
  exports: [ReviewsService],
})
export class ReviewsModule {}
