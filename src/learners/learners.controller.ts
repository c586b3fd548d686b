import { Controller, Delete, Get, Header, HttpCode, Param, StreamableFile } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { type Elapsed, SinceArrival } from '../common/arrival.js';
import { IdPipe } from '../common/validation.js';
import { ForgetService } from './forget.service.js';
import { MeView } from './me.dto.js';
import { MeService } from './me.service.js';

@ApiTags('learners')
@ApiBearerAuth()
@Controller('v1')
export class LearnersController {
  constructor(
    private readonly me: MeService,
    private readonly forgetting: ForgetService,
  ) {}

  @Get('me')
  @ApiOperation({ summary: 'Read who you are, and which courses you are in' })
  @ApiOkResponse({ type: MeView })
  read(@Me() me: Principal) {
    return this.me.read(me);
  }

  @Get('me/export')
  @Header('Content-Disposition', 'attachment; filename="lastack.json"')
  @ApiOperation({ summary: 'Export all that is kept of you, as far as it is released to you' })
  @ApiProduces('application/json')
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  export(@Me() me: Principal, @SinceArrival() elapsed: Elapsed) {
    return new StreamableFile(this.me.export(me, elapsed), { type: 'application/json' });
  }

  @Delete('courses/:courseId/learners/:personId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a learner: what must stay is made anonymous, the rest is removed' })
  @ApiNoContentResponse()
  forget(
    @Me() me: Principal,
    @Param('courseId', IdPipe) courseId: string,
    @Param('personId', IdPipe) personId: string,
  ) {
    return this.forgetting.forget(me, courseId, personId);
  }
}
