import { Module } from '@nestjs/common';
import { AssignmentsModule } from '../assignments/assignments.module.js';
import { RegradeController } from './regrade.controller.js';
import { RegradeService } from './regrade.service.js';
import { RegradeWorker } from './regrade.worker.js';

@Module({
  imports: [AssignmentsModule],
  controllers: [RegradeController],
  providers: [RegradeService, RegradeWorker],
})
export class RegradeModule {}
