import { Module } from '@nestjs/common';
import { AssignmentsModule } from '../assignments/assignments.module.js';
import { CoursesModule } from '../courses/courses.module.js';
import { GradebookModule } from '../gradebook/gradebook.module.js';
import { GradingModule } from '../grading/grading.module.js';
import { ReviewsModule } from '../reviews/reviews.module.js';
import { AnsweringService } from './answering.service.js';
import { AttemptsController } from './attempts.controller.js';
import { AttemptsService } from './attempts.service.js';
import { DraftsController } from './drafts.controller.js';
import { DraftsService } from './drafts.service.js';
import { EndingService } from './ending.service.js';
import { PicturesController } from './pictures.controller.js';
import { HintsService } from './hints.service.js';
import { PracticeController } from './practice.controller.js';
import { PracticeService } from './practice.service.js';
import { ReplayService } from './replay.service.js';
import { StartingService } from './starting.service.js';
import { SubmissionsService } from './submissions.service.js';
import { TurnsController } from './turns.controller.js';
import { TurnsService } from './turns.service.js';

@Module({
  imports: [CoursesModule, AssignmentsModule, GradingModule, GradebookModule, ReviewsModule],
  controllers: [
    AttemptsController,
    DraftsController,
    PicturesController,
    PracticeController,
    TurnsController,
  ],
  providers: [
    AnsweringService,
    AttemptsService,
    DraftsService,
    EndingService,
    HintsService,
    PracticeService,
    StartingService,
    SubmissionsService,
    ReplayService,
    TurnsService,
  ],
  exports: [AttemptsService, DraftsService, HintsService, StartingService, SubmissionsService, TurnsService],
})
export class AttemptsModule {}
