import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Me, type Principal } from '../auth/principal.js';
import { ApiPage, PageQuery } from '../common/page.js';
import { IdPipe } from '../common/validation.js';
import { OwnTokensService } from './own-tokens.service.js';
import { TokenView } from './tokens.dto.js';

@ApiTags('tokens')
@ApiBearerAuth()
@Controller('v1/me/tokens')
export class OwnTokensController {
  constructor(private readonly tokens: OwnTokensService) {}

  @Get()
  @ApiOperation({ summary: 'List the tokens that act for you' })
  @ApiPage(TokenView)
  list(@Me() me: Principal, @Query() query: PageQuery) {
    return this.tokens.list(me, query);
  }

  @Delete(':tokenId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a token that acts for you' })
  @ApiNoContentResponse()
  revoke(@Me() me: Principal, @Param('tokenId', IdPipe) tokenId: string) {
    return this.tokens.revoke(me, tokenId);
  }
}
