import { Module } from '@nestjs/common';
import { GradebookModule } from '../gradebook/gradebook.module.js';
import { GradingService } from './grading.service.js';

@Module({ imports: [GradebookModule], providers: [GradingService], exports: [GradingService] })
export class GradingModule {}
