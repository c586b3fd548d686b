import { Module } from '@nestjs/common';
import { AttemptsModule } from '../attempts/attempts.module.js';
import { CoursesModule } from '../courses/courses.module.js';
import { GradebookModule } from '../gradebook/gradebook.module.js';
import { ForgetService } from './forget.service.js';
import { LearnersController } from './learners.controller.js';
import { MeService } from './me.service.js';

@Module({
  imports: [CoursesModule, AttemptsModule, GradebookModule],
  controllers: [LearnersController],
  providers: [ForgetService, MeService],
})
export class LearnersModule {}
