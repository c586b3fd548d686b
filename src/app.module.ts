// The features, put together for one process.
import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { AssignmentsModule } from './assignments/assignments.module.js';
import { AttemptsModule } from './attempts/attempts.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { logging } from './common/logging.js';
import { ProblemsController } from './common/problems.controller.js';
import { Settings } from './config.js';
import { CoursesModule } from './courses/courses.module.js';
import { EventsModule } from './events/events.module.js';
import { GradebookModule } from './gradebook/gradebook.module.js';
import { HealthModule } from './health/health.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { InboundModule } from './inbound/inbound.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { OverridesModule } from './overrides/overrides.module.js';
import { LearnersModule } from './learners/learners.module.js';
import { PapersModule } from './papers/papers.module.js';
import { PrismaModule } from './prisma/prisma.module.js';
import { ReviewsModule } from './reviews/reviews.module.js';
import { RegradeModule } from './regrade/regrade.module.js';
import { StatisticsModule } from './statistics/statistics.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

@Module({})
export class AppModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      global: true,
      providers: [{ provide: Settings, useValue: settings }],
      exports: [Settings],
      controllers: [ProblemsController],
      imports: [
        // Its default pattern of routes matches none under Fastify.
        LoggerModule.forRoot({ pinoHttp: logging(settings.config.logLevel), forRoutes: ['*path'] }),
        PrismaModule,
        JobsModule,
        EventsModule,
        AuditModule,
        AuthModule,
        IdempotencyModule,
        CoursesModule,
        AssignmentsModule,
        AttemptsModule,
        GradebookModule,
        OverridesModule,
        ReviewsModule,
        PapersModule,
        RegradeModule,
        StatisticsModule,
        LearnersModule,
        WebhooksModule,
        InboundModule,
        HealthModule,
      ],
    };
  }
}
