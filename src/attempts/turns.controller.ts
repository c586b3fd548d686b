import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { type Elapsed, SinceArrival } from '../common/arrival.js';
import { IdPipe } from '../common/validation.js';
import { LocaleQuery } from './attempts.dto.js';
import { PlayTurns, TurnsView } from './turns.dto.js';
import { TurnsService } from './turns.service.js';

@ApiTags('attempts')
@ApiBearerAuth()
@Controller('v1/questions/:questionId/turns')
export class TurnsController {
  constructor(private readonly turns: TurnsService) {}

  @Get()
  @ApiOperation({ summary: 'See what was exchanged so far in a question that is played in turns' })
  @ApiOkResponse({ type: TurnsView })
  read(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @Query() { locale }: LocaleQuery,
    @SinceArrival() elapsed: Elapsed,
  ) {
    return this.turns.read(me, questionId, elapsed, locale);
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Play your next turns and see what the peer answers; a turn once played stays' })
  @ApiOkResponse({ type: TurnsView })
  play(
    @Me() me: Principal,
    @Param('questionId', IdPipe) questionId: string,
    @Body() { moves }: PlayTurns,
    @Query() { locale }: LocaleQuery,
    @SinceArrival() elapsed: Elapsed,
  ) {
    return this.turns.play(me, questionId, moves, elapsed, locale);
  }
}
