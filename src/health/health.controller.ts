// Whether the process lives, and whether it should get requests.
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Public } from '../common/public.js';
import { JobsService } from '../jobs/jobs.service.js';
import { TrafficService } from './traffic.service.js';

const DATABASE_DEADLINE_MS = 1_000;

const ALIVE = {
  type: 'object',
  required: ['status'],
  properties: { status: { type: 'string', enum: ['ok'] } },
};
/** As Terminus says it: by the name of what was looked at. */
const CHECKS = {
  type: 'object',
  additionalProperties: { type: 'object', required: ['status'], properties: { status: { type: 'string' } } },
};
const READY = {
  type: 'object',
  required: ['status', 'info', 'error', 'details'],
  properties: { status: { type: 'string', enum: ['ok'] }, info: CHECKS, error: CHECKS, details: CHECKS },
};

@ApiTags('operation')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly jobs: JobsService,
    private readonly traffic: TrafficService,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers' })
  @ApiOkResponse({ schema: ALIVE })
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck({ swaggerDocumentation: false })
  @ApiOperation({
    summary: 'Whether the process can serve: its database answers, and it is not about to end',
  })
  @ApiOkResponse({ schema: READY })
  ready() {
    return this.health.check([() => this.#traffic(), () => this.#database()]);
  }

  #traffic() {
    const indicator = this.indicators.check('traffic');
    return this.traffic.isEnding ? indicator.down() : indicator.up();
  }

  /** On a connection that no request waits for: having many requests is not having no database. */
  async #database() {
    const indicator = this.indicators.check('database');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), DATABASE_DEADLINE_MS);
    });
    const answered = this.jobs.ping().then(
      () => true,
      () => false,
    );
    const ok = await Promise.race([answered, late]);
    clearTimeout(timer);
    return ok ? indicator.up() : indicator.down();
  }
}
