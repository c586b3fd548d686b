import { Module } from '@nestjs/common';
import { CoursesModule } from '../courses/courses.module.js';
import { DeliveriesService } from './deliveries.service.js';
import { EndpointsService } from './endpoints.service.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({
  imports: [CoursesModule],
  controllers: [WebhooksController],
  providers: [EndpointsService, DeliveriesService],
  exports: [DeliveriesService],
})
export class WebhooksModule {}
