import { isIP } from 'node:net';
import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../config.js';
import { CoursesModule } from '../courses/courses.module.js';
import { DeliveriesService } from './deliveries.service.js';
import { DispatcherService } from './dispatcher.service.js';
import { EgressClient } from './egress.js';
import { EndpointsService } from './endpoints.service.js';
import { ResultsService } from './results.service.js';
import { SenderService } from './sender.service.js';
import { WebhooksController } from './webhooks.controller.js';

@Injectable()
class GuardedEgress extends EgressClient implements OnApplicationShutdown {
  constructor({ config, databaseUrl }: Settings) {
    super({ allow: config.webhookAllow, ownHosts: [...config.webhookRefuse, ...databaseHost(databaseUrl)] });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}

/** The name of the database's host. An address is judged as any other. */
function databaseHost(url: string): string[] {
  const { hostname } = new URL(url);
  return isIP(hostname) || hostname === 'localhost' ? [] : [hostname.toLowerCase()];
}

@Module({
  imports: [CoursesModule],
  controllers: [WebhooksController],
  providers: [
    EndpointsService,
    DeliveriesService,
    DispatcherService,
    ResultsService,
    SenderService,
    { provide: EgressClient, useClass: GuardedEgress },
  ],
})
export class WebhooksModule {}
