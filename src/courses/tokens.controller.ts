import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { CourseTokensService } from './course-tokens.service.js';
import { IssuedToken } from './courses.dto.js';
import { IssueServiceToken, IssueToken, RotateToken, TokenView } from './tokens.dto.js';

const Course = () => Param('courseId', IdPipe);
const TokenId = () => Param('tokenId', IdPipe);

@ApiTags('tokens')
@ApiBearerAuth()
@Controller('v1/courses/:courseId')
export class TokensController {
  constructor(private readonly tokens: CourseTokensService) {}

  @Post('members/:personId/tokens')
  @ApiOperation({ summary: 'Issue a token to a member, good for this course alone' })
  @ApiCreatedResponse({ type: IssuedToken })
  issue(
    @Me() me: Principal,
    @Course() courseId: string,
    @Param('personId', IdPipe) personId: string,
    @Body() body: IssueToken,
  ) {
    return this.tokens.issue(me, courseId, personId, body);
  }

  @Post('service-tokens')
  @ApiOperation({ summary: 'Add a service such as an LMS as a member, with a token for what it does' })
  @ApiCreatedResponse({ type: IssuedToken })
  issueForService(@Me() me: Principal, @Course() courseId: string, @Body() body: IssueServiceToken) {
    return this.tokens.issueForService(me, courseId, body);
  }

  @Get('tokens')
  @ApiOperation({ summary: 'List the tokens that open this course alone' })
  @ApiPage(TokenView)
  list(@Me() me: Principal, @Course() courseId: string, @Query() query: PageQuery) {
    return this.tokens.list(me, courseId, query);
  }

  @Post('tokens/:tokenId/rotate')
  @ApiOperation({ summary: 'Replace a token by a new one; for a while both hold' })
  @ApiCreatedResponse({ type: IssuedToken })
  rotate(
    @Me() me: Principal,
    @Course() courseId: string,
    @TokenId() tokenId: string,
    @Body() { overlapHours }: RotateToken,
  ) {
    return this.tokens.rotate(me, courseId, tokenId, overlapHours);
  }

  @Delete('tokens/:tokenId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a token' })
  @ApiNoContentResponse()
  revoke(@Me() me: Principal, @Course() courseId: string, @TokenId() tokenId: string) {
    return this.tokens.revoke(me, courseId, tokenId);
  }
}
