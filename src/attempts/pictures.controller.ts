import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { type Elapsed, SinceArrival } from '../common/arrival.js';
import { IdPipe } from '../common/validation.js';
import { LocaleQuery } from './attempts.dto.js';
import { AttemptsService } from './attempts.service.js';

/** No registered type; this is what Wireshark's own packages say. */
const PCAPNG = 'application/x-pcapng';
const FILE = { schema: { type: 'string', format: 'binary' } } as const;

@ApiTags('attempts')
@ApiBearerAuth()
@Controller('v1/questions/:questionId')
export class PicturesController {
  constructor(private readonly attempts: AttemptsService) {}

  @Get('ladder.svg')
  @Header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
  @ApiOperation({ summary: 'See the exchange of a question as a ladder' })
  @ApiProduces('image/svg+xml')
  @ApiOkResponse({ content: { 'image/svg+xml': { schema: { type: 'string' } } } })
  async ladder(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @Query() { locale }: LocaleQuery,
    @SinceArrival() elapsed: Elapsed,
  ) {
    const svg = await this.attempts.picture(me, questionId, elapsed, locale);
    return new StreamableFile(Buffer.from(svg), { type: 'image/svg+xml; charset=utf-8' });
  }

  @Get('capture.pcapng')
  @Header('Content-Disposition', 'attachment; filename="question.pcapng"')
  @ApiOperation({ summary: 'Download the exchange of a question as a capture; what is asked is 0 in it' })
  @ApiProduces(PCAPNG)
  @ApiOkResponse({ content: { [PCAPNG]: FILE } })
  async capture(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @Query() { locale }: LocaleQuery,
    @SinceArrival() elapsed: Elapsed,
  ) {
    return new StreamableFile(await this.attempts.capture(me, questionId, elapsed, locale), { type: PCAPNG });
  }
}
