// Whether the process lives, and whether it should get requests.
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Public } from '../common/public.js';
import { Database } from '../prisma/database.js';
import { TrafficService } from './traffic.service.js';

const DATABASE_DEADLINE_MS = 1_000;

@ApiTags('operation')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly db: Database,
    private readonly traffic: TrafficService,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers' })
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck({ swaggerDocumentation: false })
  @ApiOperation({
    summary: 'Whether the process can serve: its database answers, and it is not about to end',
  })
  ready() {
    return this.health.check([() => this.#traffic(), () => this.#database()]);
  }

  #traffic() {
    const indicator = this.indicators.check('traffic');
    return this.traffic.isEnding ? indicator.down() : indicator.up();
  }

  async #database() {
    const indicator = this.indicators.check('database');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), DATABASE_DEADLINE_MS);
    });
    const answered = this.db.$queryRaw`SELECT 1`.then(
      () => true,
      () => false,
    );
    const ok = await Promise.race([answered, late]);
    clearTimeout(timer);
    return ok ? indicator.up() : indicator.down();
  }
}
