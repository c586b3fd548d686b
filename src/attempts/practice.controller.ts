import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { IdPipe } from '../common/validation.js';
import { LocaleQuery } from './attempts.dto.js';
import {
  AnswerPractice,
  PlayPractice,
  PracticeResult,
  PracticeTurnsView,
  PracticeView,
  StartPractice,
} from './practice.dto.js';
import { PracticeService } from './practice.service.js';

@ApiTags('practice')
@ApiBearerAuth()
@Controller('v1/courses/:courseId/practice')
export class PracticeController {
  constructor(private readonly practice: PracticeService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Draw a question to practise on; nothing is stored and nothing counts' })
  @ApiOkResponse({ type: PracticeView })
  start(
    @Me() me: Principal,
    @Param('courseId', IdPipe) courseId: string,
    @Body() body: StartPractice,
    @Query() { locale }: LocaleQuery,
  ) {
    return this.practice.start(me, courseId, body, locale);
  }

  @Post('answers')
  @HttpCode(200)
  @ApiOperation({ summary: 'Have an answer graded, as often as you like' })
  @ApiOkResponse({ type: PracticeResult })
  answer(
    @Me() me: Principal,
    @Param('courseId', IdPipe) courseId: string,
    @Body() body: AnswerPractice,
    @Query() { locale }: LocaleQuery,
  ) {
    return this.practice.answer(me, courseId, body, locale);
  }

  @Post('turns')
  @HttpCode(200)
  @ApiOperation({ summary: 'Play turns and see what the peer answers; nothing of it stays' })
  @ApiOkResponse({ type: PracticeTurnsView })
  play(
    @Me() me: Principal,
    @Param('courseId', IdPipe) courseId: string,
    @Body() body: PlayPractice,
    @Query() { locale }: LocaleQuery,
  ) {
    return this.practice.play(me, courseId, body, locale);
  }
}
